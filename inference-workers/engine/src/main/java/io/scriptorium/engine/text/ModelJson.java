package io.scriptorium.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the JSON files of a model folder. */
final class ModelJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelJson() {}

  /** The file's content; a missing node if there is no such file. */
  static JsonNode read(Path modelFolder, String name) {
    Path file = modelFolder.resolve(name);
    if (!Files.isRegularFile(file)) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new ModelFolderException("%s: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new ModelFolderException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** A special token, which is written as a string or as an object with its content. */
  static String token(JsonNode node) {
    return node.isObject() ? node.path("content").asText("") : node.asText("");
  }
}
