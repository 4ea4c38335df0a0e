package io.scriptorium.engine.torch;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes safetensors files. */
public final class SafetensorsWriter {
  private final Map<String, Object> header = new LinkedHashMap<>();
  private final ByteArrayOutputStream values = new ByteArrayOutputStream();

  /** Adds a tensor of a type and shape with these bytes. */
  public SafetensorsWriter add(String name, String type, List<Long> shape, byte[] bytes) {
    int start = values.size();
    values.writeBytes(bytes);
    header.put(
        name, Map.of("dtype", type, "shape", shape, "data_offsets", List.of(start, values.size())));
    return this;
  }

  /** Adds a tensor of 32-bit floats. */
  public SafetensorsWriter add(String name, List<Long> shape, float... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    return add(name, "F32", shape, bytes.array());
  }

  /** Writes the file; values begin at a multiple of 8 bytes. */
  public void write(Path file) throws IOException {
    writeShifted(file, 0);
  }

  /** Writes the file; values begin so many bytes after a multiple of 8. */
  void writeShifted(Path file, int shift) throws IOException {
    String json = new ObjectMapper().writeValueAsString(header);
    String padded = json + " ".repeat(Math.floorMod(-json.length(), Long.BYTES) + shift);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (var out = Files.newOutputStream(file)) {
      out.write(length.putLong(padded.length()).array());
      out.write(padded.getBytes(StandardCharsets.US_ASCII));
      out.write(values.toByteArray());
    }
  }
}
