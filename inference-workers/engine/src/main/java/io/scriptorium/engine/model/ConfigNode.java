package io.scriptorium.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.engine.torch.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * A part of a checkpoint's {@code config.json}, which says what is wrong in one line.
 *
 * @param file where it stands, for messages
 * @param node the part
 */
record ConfigNode(Path file, JsonNode node) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static ConfigNode read(Path folder) {
    Path file = folder.resolve("config.json");
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(folder + " is no model folder: it has no config.json");
    }
    try {
      JsonNode node = JSON.readTree(file.toFile());
      if (!node.isObject()) {
        throw new CheckpointException(file + " is damaged: it is not a JSON object");
      }
      return new ConfigNode(file, node);
    } catch (IOException e) {
      throw new CheckpointException(file + " is damaged: it is not JSON", e);
    }
  }

  boolean has(String key) {
    return node.hasNonNull(key);
  }

  ConfigNode child(String key) {
    if (!node.path(key).isObject()) {
      throw new CheckpointException(file + " lacks " + key);
    }
    return new ConfigNode(file, node.get(key));
  }

  int integer(String key) {
    return required(key).asInt(-1);
  }

  int positive(String key) {
    int value = integer(key);
    if (value < 1) {
      throw new CheckpointException(
          "%s: %s is %s, but must be a positive integer".formatted(file, key, node.get(key)));
    }
    return value;
  }

  int positive(String key, int otherwise) {
    return has(key) ? positive(key) : otherwise;
  }

  double number(String key, double otherwise) {
    return node.path(key).asDouble(otherwise);
  }

  boolean flag(String key, boolean otherwise) {
    return node.path(key).asBoolean(otherwise);
  }

  String text(String key, String otherwise) {
    return node.path(key).asText(otherwise);
  }

  int[] integers(String key) {
    JsonNode array = required(key);
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  CheckpointException unsupported(String what) {
    return new CheckpointException(file + ": " + what + " is not supported");
  }

  private JsonNode required(String key) {
    if (!has(key)) {
      throw new CheckpointException(file + " lacks " + key);
    }
    return node.get(key);
  }
}
