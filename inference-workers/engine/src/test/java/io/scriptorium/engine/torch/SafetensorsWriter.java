package io.scriptorium.engine.torch;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  /** Writes the file. */
  public void write(Path file) throws IOException {
    byte[] json = new ObjectMapper().writeValueAsBytes(header);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (var out = Files.newOutputStream(file)) {
      out.write(length.putLong(json.length).array());
      out.write(json);
      out.write(values.toByteArray());
    }
  }
}
