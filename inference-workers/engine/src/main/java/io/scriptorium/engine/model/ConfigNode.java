package io.scriptorium.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.torch.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A part of a checkpoint's {@code config.json}, which says what is wrong in one line: the file, the
 * key, what is expected and what was found.
 *
 * @param file where it stands
 * @param path keys that lead to it, each with a dot after it
 * @param node the part
 */
public record ConfigNode(Path file, String path, JsonNode node) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "config.json";

  /**
   * Reads a model folder's {@code config.json}.
   *
   * @throws CheckpointException if it is missing or damaged
   */
  public static ConfigNode read(Path folder) {
    if (!Files.isRegularFile(folder.resolve(FILE))) {
      throw new CheckpointException(folder + " is no model folder: it has no " + FILE);
    }
    return read(folder, FILE);
  }

  /** The same of a file of another name. */
  static ConfigNode read(Path folder, String name) {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(folder + " has no " + name);
    }
    try {
      JsonNode node = JSON.readTree(file.toFile());
      if (!node.isObject()) {
        throw new CheckpointException(file + " is damaged: it is not a JSON object");
      }
      return new ConfigNode(file, "", node);
    } catch (IOException e) {
      throw new CheckpointException(file + " is damaged: it is not JSON", e);
    }
  }

  /** Whether a key has a value other than null. */
  public boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** An object inside. */
  public ConfigNode child(String key) {
    JsonNode child = required(key);
    if (!child.isObject()) {
      throw wrong(key, "an object");
    }
    return new ConfigNode(file, path + key + ".", child);
  }

  /**
   * The same with an object inside that has values, which it may leave out, for some keys.
   *
   * @param usual those values
   */
  public ConfigNode completed(String key, Map<String, Integer> usual) {
    ConfigNode child = child(key);
    ObjectNode inner = child.node.deepCopy();
    usual.forEach(
        (name, value) -> {
          if (!child.has(name)) {
            inner.put(name, value);
          }
        });
    ObjectNode copy = node.deepCopy();
    copy.set(key, inner);
    return new ConfigNode(file, path, copy);
  }

  /** A required integer. */
  public int integer(String key) {
    JsonNode value = required(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(key, "an integer");
    }
    return value.intValue();
  }

  /** An integer, 0 or more, or what to take without it. */
  public int count(String key, int otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (integer(key) < 0) {
      throw wrong(key, "0 or more");
    }
    return integer(key);
  }

  /** A required positive integer. */
  public int positive(String key) {
    int value = integer(key);
    if (value < 1) {
      throw wrong(key, "a positive integer");
    }
    return value;
  }

  /** A positive integer, or what to take without it. */
  public int positive(String key, int otherwise) {
    return has(key) ? positive(key) : otherwise;
  }

  /** A number. */
  public double number(String key, double otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (!node.get(key).isNumber()) {
      throw wrong(key, "a number");
    }
    return node.get(key).doubleValue();
  }

  /** A required positive number. */
  public double factor(String key) {
    if (!(required(key).isNumber() && node.get(key).doubleValue() > 0)) {
      throw wrong(key, "a positive number");
    }
    return node.get(key).doubleValue();
  }

  /** A truth value. */
  public boolean flag(String key, boolean otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (!node.get(key).isBoolean()) {
      throw wrong(key, "true or false");
    }
    return node.get(key).booleanValue();
  }

  /** A text. */
  public String text(String key, String otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (!node.get(key).isTextual()) {
      throw wrong(key, "a text");
    }
    return node.get(key).textValue();
  }

  /** A text that is among the supported ones. */
  public String choice(String key, String otherwise, String... supported) {
    String value = text(key, otherwise);
    if (!List.of(supported).contains(value)) {
      throw unsupported(key, supported);
    }
    return value;
  }

  /** Checks that a text is the one that is supported, which it is where it is absent. */
  public void only(String key, String supported) {
    if (!text(key, supported).equals(supported)) {
      throw unsupported(key, supported);
    }
  }

  /** Checks that a truth value has the one that is supported, which it has where it is absent. */
  public void only(String key, boolean supported) {
    if (flag(key, supported) != supported) {
      throw unsupported(key, String.valueOf(supported));
    }
  }

  /** A required list of texts that are among these. */
  public String[] texts(String key, String... supported) {
    JsonNode array = required(key);
    String[] texts =
        IntStream.range(0, array.size())
            .mapToObj(i -> array.get(i).asText())
            .toArray(String[]::new);
    for (String text : texts) {
      if (!List.of(supported).contains(text)) {
        throw unsupported(key, supported);
      }
    }
    return texts;
  }

  /** A required list of integers. */
  public int[] integers(String key) {
    JsonNode array = required(key);
    for (JsonNode element : array) {
      if (!element.canConvertToInt()) {
        throw wrong(key, "a list of integers");
      }
    }
    return IntStream.range(0, array.size()).map(i -> array.get(i).intValue()).toArray();
  }

  /**
   * Checks that heads share a size evenly.
   *
   * @param key whose value the size is
   * @throws CheckpointException if they do not
   */
  public void requireShared(String key, int size, int heads) {
    if (size % heads != 0) {
      throw refused("%s%s %d cannot be shared by %d heads".formatted(path, key, size, heads));
    }
  }

  /** What to throw when a key asks for something that is not built. */
  public CheckpointException unsupported(String key, String... supported) {
    return new CheckpointException(
        "%s: %s%s is %s; supported: %s"
            .formatted(file, path, key, node.get(key), String.join(", ", supported)));
  }

  /** What to throw when keys contradict each other, or ask for something that is not built. */
  public CheckpointException refused(String why) {
    return new CheckpointException("%s: %s".formatted(file, why));
  }

  private CheckpointException wrong(String key, String expected) {
    return new CheckpointException(
        "%s: %s%s is %s, but must be %s".formatted(file, path, key, node.get(key), expected));
  }

  private JsonNode required(String key) {
    if (!has(key)) {
      throw new CheckpointException("%s lacks %s%s".formatted(file, path, key));
    }
    return node.get(key);
  }
}
