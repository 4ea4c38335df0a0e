package io.scriptorium.engine.image;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the reference fixtures, which stand in {@code shared} beside the project. */
public final class Fixtures {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Fixtures() {}

  /** A folder of fixtures; the test is skipped where it is absent. */
  public static Path folder(String relative) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared").resolve(relative);
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    assumeTrue(false, "the fixture folder shared/" + relative + " is not on this machine");
    throw new IllegalStateException("unreachable: the assumption has failed");
  }

  public static JsonNode json(Path file) throws IOException {
    return JSON.readTree(Files.readAllBytes(file));
  }

  /** The values of a tensor of floats of 16 or 32 bits. */
  static float[] tensor(Path safetensors, String name) throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(safetensors)).order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(file.getLong());
    JsonNode tensor = JSON.readTree(file.array(), 8, header).path(name);
    int start = 8 + header + tensor.path("data_offsets").get(0).asInt();
    int length = 8 + header + tensor.path("data_offsets").get(1).asInt() - start;
    boolean half = tensor.path("dtype").asText().equals("F16");
    float[] values = new float[length / (half ? 2 : 4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = half ? half(file.getShort(start + 2 * i)) : file.getFloat(start + 4 * i);
    }
    return values;
  }

  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude =
        exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
    return (float) (bits < 0 ? -magnitude : magnitude);
  }
}
