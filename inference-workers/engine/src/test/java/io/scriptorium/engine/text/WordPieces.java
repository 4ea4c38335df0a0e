package io.scriptorium.engine.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes tokenizers of BERT's kind. */
public final class WordPieces {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[SEP]", "[CLS]");

  private WordPieces() {}

  /** Special tokens, then these words, then others up to a size. */
  public static void write(Path folder, int size, String... words) throws IOException {
    ObjectNode vocabulary = JSON.createObjectNode();
    SPECIAL.forEach(token -> vocabulary.put(token, vocabulary.size()));
    for (String word : words) {
      vocabulary.put(word, vocabulary.size());
    }
    while (vocabulary.size() < size) {
      vocabulary.put("w" + vocabulary.size(), vocabulary.size());
    }
    ObjectNode tokenizer = JSON.createObjectNode().put("version", "1.0");
    var added = tokenizer.putArray("added_tokens");
    for (String token : SPECIAL) {
      added
          .addObject()
          .put("id", vocabulary.get(token).asInt())
          .put("content", token)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    tokenizer
        .putObject("normalizer")
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", true)
        .putNull("strip_accents")
        .put("lowercase", true);
    tokenizer.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    tokenizer
        .putObject("post_processor")
        .put("type", "BertProcessing")
        .putPOJO("sep", List.of("[SEP]", vocabulary.get("[SEP]").asInt()))
        .putPOJO("cls", List.of("[CLS]", vocabulary.get("[CLS]").asInt()));
    tokenizer
        .putObject("decoder")
        .put("type", "WordPiece")
        .put("prefix", "##")
        .put("cleanup", true);
    tokenizer
        .putObject("model")
        .put("type", "WordPiece")
        .put("unk_token", "[UNK]")
        .put("continuing_subword_prefix", "##")
        .put("max_input_chars_per_word", 100)
        .set("vocab", vocabulary);
    Files.createDirectories(folder);
    JSON.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer);
  }
}
