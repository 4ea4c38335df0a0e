package io.scriptorium.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.constrain.VocabularyTrie;
import io.scriptorium.engine.constrain.VocabularyTrie.LeadingSpace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The bytes that each token of a {@code tokenizer.json} adds to a text. Two kinds of decoders are
 * known: byte-level ones (GPT-2, Qwen, Llama 3), which write each byte as a character of its own,
 * and those of sentencepiece models (Llama 2), which write a space as U+2581 and other bytes as
 * {@code <0xE2>}.
 */
final class TokenBytes {
  private static final byte[] NO_TEXT = {};

  private final List<JsonNode> decoders = new ArrayList<>();
  private final boolean byteLevel;
  private final Map<Integer, Byte> bytes = ByteCharacters.bytes();

  private TokenBytes(JsonNode decoder) {
    flatten(decoder);
    byteLevel = has("ByteLevel");
    if (!(byteLevel && decoders.size() == 1)
        && !(has("ByteFallback") && decoders.stream().allMatch(TokenBytes::isOfSentencepiece))) {
      throw new ModelFolderException(
          "Constraints need a byte-level tokenizer or one with byte fallback");
    }
  }

  private static boolean isOfSentencepiece(JsonNode decoder) {
    return switch (decoder.path("type").asText()) {
      case "ByteFallback", "Fuse" -> true;
      case "Replace" -> decoder.path("pattern").has("String");
      case "Strip" ->
          decoder.path("content").asText().equals(" ")
              && decoder.path("start").asInt() == 1
              && decoder.path("stop").asInt() == 0;
      default -> false;
    };
  }

  /**
   * All tokens of a model folder.
   *
   * @throws ModelFolderException if the decoder is of another kind
   */
  static VocabularyTrie read(Path modelFolder) {
    JsonNode file = Tokenizer.content(modelFolder);
    TokenBytes decoder = new TokenBytes(file.path("decoder"));
    Map<Integer, byte[]> tokens = new HashMap<>();
    JsonNode vocabulary = file.path("model").path("vocab");
    vocabulary
        .properties()
        .forEach(token -> tokens.put(token.getValue().asInt(), decoder.bytes(token.getKey())));
    for (int id = 0; vocabulary.isArray() && id < vocabulary.size(); id++) {
      tokens.put(id, decoder.bytes(vocabulary.get(id).path(0).asText()));
    }
    for (JsonNode added : file.path("added_tokens")) {
      boolean isText = !added.path("special").asBoolean();
      tokens.put(
          added.path("id").asInt(),
          isText ? decoder.bytes(added.path("content").asText()) : NO_TEXT);
    }
    int size = tokens.keySet().stream().mapToInt(id -> id + 1).max().orElse(0);
    byte[][] byId =
        IntStream.range(0, size)
            .mapToObj(id -> tokens.getOrDefault(id, NO_TEXT))
            .toArray(byte[][]::new);
    return new VocabularyTrie(byId, decoder.leadingSpace());
  }

  private void flatten(JsonNode decoder) {
    if (decoder.path("type").asText().equals("Sequence")) {
      decoder.path("decoders").forEach(this::flatten);
    } else {
      decoders.add(decoder);
    }
  }

  private boolean has(String type) {
    return decoders.stream().anyMatch(decoder -> decoder.path("type").asText().equals(type));
  }

  private LeadingSpace leadingSpace() {
    return has("Strip") ? LeadingSpace.DROPPED : LeadingSpace.KEPT;
  }

  private byte[] bytes(String token) {
    if (byteLevel) {
      return byteLevel(token);
    }
    if (token.matches("<0x[0-9A-F]{2}>")) {
      return new byte[] {(byte) Integer.parseInt(token.substring(3, 5), 16)};
    }
    String text = token;
    for (JsonNode decoder : decoders) {
      if (decoder.path("type").asText().equals("Replace")) {
        text =
            text.replace(
                decoder.path("pattern").path("String").asText(), decoder.path("content").asText());
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A token with a character that is none of the bytes' own is text as it stands. */
  private byte[] byteLevel(String token) {
    byte[] decoded = new byte[token.length()];
    for (int i = 0; i < token.length(); i++) {
      Byte each = bytes.get((int) token.charAt(i));
      if (each == null) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      decoded[i] = each;
    }
    return decoded;
  }
}
