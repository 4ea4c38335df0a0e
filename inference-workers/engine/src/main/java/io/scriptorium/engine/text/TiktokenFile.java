package io.scriptorium.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The vocabulary file of the first Qwen and of Qwen-VL, {@code qwen.tiktoken}: a line for each
 * token with its bytes in base64 and its rank, which is its id; the lower a rank, the earlier its
 * bytes are merged. It becomes what a {@code tokenizer.json} would hold.
 */
final class TiktokenFile {
  static final String FILE = "qwen.tiktoken";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int EXTRAS = 205;

  /** How texts are cut before merging. */
  private static final String PARTS =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private final Map<String, Integer> ranks;

  private TiktokenFile(Map<String, Integer> ranks) {
    this.ranks = ranks;
  }

  /**
   * Reads a model folder's file.
   *
   * @throws ModelFolderException if it cannot be read or is damaged
   */
  static JsonNode read(Path modelFolder) {
    Path file = modelFolder.resolve(FILE);
    Map<String, Integer> ranks = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
        if (!line.isBlank()) {
          int space = line.indexOf(' ');
          ranks.put(
              ByteCharacters.text(Base64.getDecoder().decode(line.substring(0, space))),
              Integer.parseInt(line.substring(space + 1).strip()));
        }
      }
      boolean images = ModelJson.read(modelFolder, "config.json").has("visual");
      return new TiktokenFile(ranks).tokenizer(images);
    } catch (IOException | IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw new ModelFolderException("Cannot read the vocabulary " + file, e);
    }
  }

  private JsonNode tokenizer(boolean images) {
    ObjectNode vocabulary = JSON.objectNode();
    ranks.forEach(vocabulary::put);
    ArrayNode merges = JSON.arrayNode();
    ranks.entrySet().stream()
        .filter(token -> token.getKey().length() > 1)
        .sorted(Map.Entry.comparingByValue())
        .forEach(token -> merges.add(String.join(" ", halves(token.getKey(), token.getValue()))));
    ObjectNode model = JSON.objectNode().put("type", "BPE");
    model.set("vocab", vocabulary);
    model.set("merges", merges);
    ObjectNode tokenizer = JSON.objectNode().put("version", "1.0");
    tokenizer.set("added_tokens", added(images));
    tokenizer.set("normalizer", JSON.objectNode().put("type", "NFC"));
    tokenizer.set("pre_tokenizer", preTokenizer());
    tokenizer.set("decoder", byteLevel());
    tokenizer.set("model", model);
    return tokenizer;
  }

  /** The two tokens of lower rank that a token is merged from. */
  private List<String> halves(String token, int rank) {
    List<String> parts = new ArrayList<>(token.chars().mapToObj(Character::toString).toList());
    while (parts.size() > 2) {
      int best = -1;
      int lowest = rank;
      for (int i = 0; i + 1 < parts.size(); i++) {
        int merged = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), rank);
        if (merged < lowest) {
          lowest = merged;
          best = i;
        }
      }
      if (best < 0) {
        throw new IllegalArgumentException("Token %d cannot be merged from others".formatted(rank));
      }
      parts.set(best, parts.get(best) + parts.remove(best + 1));
    }
    return parts;
  }

  /** Special tokens follow the others. */
  private ArrayNode added(boolean images) {
    List<String> names = new ArrayList<>(List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>"));
    for (int i = 0; i < EXTRAS; i++) {
      names.add("<|extra_" + i + "|>");
    }
    if (images) {
      names.addAll(List.of("<ref>", "</ref>", "<box>", "</box>", "<quad>", "</quad>"));
      names.addAll(List.of("<img>", "</img>", "<imgpad>"));
    }
    ArrayNode added = JSON.arrayNode();
    for (String name : names) {
      added
          .addObject()
          .put("id", ranks.size() + added.size() - 1)
          .put("content", name)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    return added;
  }

  private static ObjectNode preTokenizer() {
    ObjectNode split =
        JSON.objectNode().put("type", "Split").put("behavior", "Isolated").put("invert", false);
    split.set("pattern", JSON.objectNode().put("Regex", PARTS));
    ObjectNode sequence = JSON.objectNode().put("type", "Sequence");
    sequence.set("pretokenizers", JSON.arrayNode().add(split).add(byteLevel()));
    return sequence;
  }

  private static ObjectNode byteLevel() {
    return JSON.objectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", false);
  }
}
