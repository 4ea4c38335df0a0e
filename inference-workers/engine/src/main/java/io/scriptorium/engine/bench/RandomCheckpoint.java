package io.scriptorium.engine.bench;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * A model folder with random weights in bfloat16, for measurements that need a model's size and not
 * its knowledge: scales of norms are 1, everything else is normal with a deviation of 0.02. The
 * same names and shapes give the same bytes.
 *
 * @param config what {@code config.json} says
 * @param weights shapes by name; scales of norms are told by {@code norm} or {@code ln_q} in it
 */
record RandomCheckpoint(Map<String, Object> config, Map<String, Shape> weights) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double DEVIATION = 0.02;
  private static final long SEED = 1;
  private static final int BYTES = 2;
  private static final int CHUNK = 1 << 20;

  /** Number of all weights. */
  long values() {
    return weights.values().stream().mapToLong(Shape::size).sum();
  }

  /** Writes {@code config.json} and {@code model.safetensors}. */
  void writeTo(Path folder) throws IOException {
    JSON.writeValue(folder.resolve("config.json").toFile(), config);
    Path file = folder.resolve("model.safetensors");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), CHUNK)) {
      String json = JSON.writeValueAsString(header());
      String header = json + " ".repeat(Math.floorMod(-json.length(), Long.BYTES));
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      out.write(length.putLong(header.length()).array());
      out.write(header.getBytes(StandardCharsets.US_ASCII));
      Random random = new Random(SEED);
      for (Map.Entry<String, Shape> weight : weights.entrySet()) {
        write(out, weight.getValue().size(), values(weight.getKey(), random));
      }
    }
  }

  private Map<String, Object> header() {
    Map<String, Object> header = new LinkedHashMap<>();
    long start = 0;
    for (Map.Entry<String, Shape> weight : weights.entrySet()) {
      long end = start + weight.getValue().size() * BYTES;
      header.put(
          weight.getKey(),
          Map.of(
              "dtype",
              "BF16",
              "shape",
              weight.getValue().getShape(),
              "data_offsets",
              List.of(start, end)));
      start = end;
    }
    return header;
  }

  private static DoubleSupplier values(String name, Random random) {
    if (name.contains("norm") || name.contains("ln_q")) {
      return () -> 1;
    }
    return () -> random.nextGaussian() * DEVIATION;
  }

  private static void write(OutputStream out, long count, DoubleSupplier values)
      throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < count; i++) {
      chunk.putShort(bfloat16((float) values.getAsDouble()));
      if (!chunk.hasRemaining() || i == count - 1) {
        out.write(chunk.array(), 0, chunk.position());
        chunk.clear();
      }
    }
  }

  /** The upper half of a float, rounded to nearest. */
  private static short bfloat16(float value) {
    return (short) ((Float.floatToRawIntBits(value) + 0x8000) >>> 16);
  }
}
