package io.scriptorium.engine.torch;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the header of a safetensors file: 8 bytes of length, little endian, then JSON that gives
 * type, shape and byte range of each tensor (format: github.com/huggingface/safetensors).
 */
final class SafetensorsFile {
  private static final long LONGEST_HEADER = 100_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private SafetensorsFile() {}

  /** The file's tensors by name. */
  static Map<String, StoredTensor> read(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      long length = read(channel, 0, Long.BYTES).getLong();
      long dataStart = Long.BYTES + length;
      if (length < 2 || length > LONGEST_HEADER || dataStart > channel.size()) {
        throw damaged(file, "its header would be " + length + " bytes long");
      }
      JsonNode header = JSON.readTree(read(channel, Long.BYTES, (int) length).array());
      Map<String, StoredTensor> tensors = new HashMap<>();
      for (Map.Entry<String, JsonNode> entry : header.properties()) {
        if (!entry.getKey().equals("__metadata__")) {
          StoredTensor tensor = parse(file, entry.getKey(), entry.getValue(), dataStart);
          if (tensor.offset() + tensor.bytes() > channel.size()) {
            throw damaged(file, "it ends before the values of " + tensor.name());
          }
          tensors.put(tensor.name(), tensor);
        }
      }
      return tensors;
    } catch (NoSuchFileException e) {
      throw new CheckpointException("Missing checkpoint file " + file, e);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(file + " is damaged: its header is not JSON", e);
    } catch (EOFException e) {
      throw new CheckpointException(file + " is damaged: it ends within its header", e);
    } catch (IOException e) {
      throw new CheckpointException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }

  private static StoredTensor parse(Path file, String name, JsonNode entry, long dataStart) {
    StoredType type;
    try {
      type = StoredType.valueOf(entry.path("dtype").asText());
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          "%s: %s has the unsupported type %s".formatted(file, name, entry.path("dtype")), e);
    }
    JsonNode offsets = entry.path("data_offsets");
    JsonNode dimensions = entry.path("shape");
    long[] shape = new long[dimensions.size()];
    long bytes = type.bytes;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dimensions.get(i).asLong(-1);
      if (shape[i] < 0 || shape[i] > 1L << 40) {
        throw damaged(file, name + " has the shape " + dimensions);
      }
      bytes = Math.multiplyExact(bytes, shape[i]);
    }
    long start = offsets.path(0).asLong(-1);
    if (start < 0 || offsets.path(1).asLong(-1) - start != bytes) {
      throw damaged(file, name + " has a byte range that does not fit its shape");
    }
    return new StoredTensor(file, name, type, new Shape(shape), dataStart + start);
  }

  private static CheckpointException damaged(Path file, String how) {
    return new CheckpointException(file + " is damaged: " + how);
  }
}
