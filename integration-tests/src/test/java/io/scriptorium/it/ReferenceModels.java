package io.scriptorium.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Small checkpoints with reference values, which stand in {@code shared} beside the project, with
 * tokenizers of ours where they have none.
 */
final class ReferenceModels {
  private static final Path MODELS = Path.of("shared/parity/models");
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReferenceModels() {}

  /** A checkpoint's folder; the test is skipped where there is none. */
  static Path folder(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      if (Files.isDirectory(folder.resolve(MODELS).resolve(name))) {
        return folder.resolve(MODELS).resolve(name);
      }
      folder = folder.getParent();
    }
    assumeTrue(false, "the folder %s/%s is not on this machine".formatted(MODELS, name));
    throw new IllegalStateException("unreachable: the assumption has failed");
  }

  /** A copy of a checkpoint, without its reference values. */
  private static Path copy(String name, Path target) throws IOException {
    try (Stream<Path> files = Files.list(folder(name))) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().startsWith("expected")) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
    }
    return target;
  }

  /** A model that embeds, whose text token N is written {@code tN}. */
  static Path clip(Path target) throws IOException {
    copy("clip", target);
    ObjectNode vocabulary = JSON.createObjectNode();
    for (int id = 0; id < 256; id++) {
      vocabulary.put("t" + id, id);
    }
    ObjectNode tokenizer = JSON.createObjectNode();
    tokenizer.put("version", "1.0").putArray("added_tokens");
    tokenizer.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
    ObjectNode around = tokenizer.putObject("post_processor").put("type", "TemplateProcessing");
    ArrayNode single = around.putArray("single");
    single.addObject().putObject("SpecialToken").put("id", "t1").put("type_id", 0);
    single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    single.addObject().putObject("SpecialToken").put("id", "t255").put("type_id", 0);
    around.putArray("pair").addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    ObjectNode special = around.putObject("special_tokens");
    for (int id : new int[] {1, 255}) {
      ObjectNode token = special.putObject("t" + id).put("id", "t" + id);
      token.putArray("ids").add(id);
      token.putArray("tokens").add("t" + id);
    }
    tokenizer
        .putObject("model")
        .put("type", "WordLevel")
        .put("unk_token", "t0")
        .set("vocab", vocabulary);
    JSON.writeValue(target.resolve("tokenizer.json").toFile(), tokenizer);
    Files.writeString(
        target.resolve("preprocessor_config.json"),
        "{\"image_processor_type\": \"CLIPImageProcessor\", \"crop_size\": 56,"
            + " \"size\": {\"shortest_edge\": 56}}");
    return target;
  }

  /** A Qwen-VL in whose vocabulary each byte is a token. */
  static Path qwenVl(Path target) throws IOException {
    copy("qwen-vl", target);
    ObjectNode tokenizer = (ObjectNode) byteTokens();
    ObjectNode vocabulary = (ObjectNode) tokenizer.path("model").path("vocab");
    tokenizer.path("added_tokens").forEach(it -> vocabulary.remove(it.path("content").asText()));
    ArrayNode added = tokenizer.putArray("added_tokens");
    Map.of("<|im_start|>", 300, "<|im_end|>", 301, "<img>", 310, "</img>", 311, "<imgpad>", 312)
        .forEach(
            (content, id) -> {
              vocabulary.put(content, id);
              added.add(addedToken(content, id));
            });
    JSON.writeValue(target.resolve("tokenizer.json").toFile(), tokenizer);
    Files.writeString(
        target.resolve("generation_config.json"),
        "{\"chat_format\": \"chatml\", \"eos_token_id\": 301}");
    return target;
  }

  private static JsonNode byteTokens() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            ReferenceModels.class.getResourceAsStream("/toy-models/tokenizer.json"))) {
      return JSON.readTree(file);
    }
  }

  private static ObjectNode addedToken(String content, int id) {
    ObjectNode token = JSON.createObjectNode().put("id", id).put("content", content);
    List.of("single_word", "lstrip", "rstrip", "normalized").forEach(key -> token.put(key, false));
    return token.put("special", true);
  }
}
