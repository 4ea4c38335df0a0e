package io.scriptorium.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/**
 * Spaces that BERT's tokenizers put around apostrophes, since these are words of their own. As in
 * Hugging Face transformers they are taken out of a decoded text; those before other marks are not
 * there any more.
 */
final class WordPieceSpaces {
  private static final String APOSTROPHE = " '";

  private WordPieceSpaces() {}

  /** Whether a model folder's texts have them, and are to lose them. */
  static boolean areIn(Path modelFolder, JsonNode tokenizer) {
    return tokenizer.path("decoder").path("type").asText().equals("WordPiece")
        && ModelJson.read(modelFolder, "tokenizer_config.json")
            .path("clean_up_tokenization_spaces")
            .asBoolean(true);
  }

  /** A text without them. */
  static String removed(String text) {
    return text.replace(APOSTROPHE + " ", "'").replace(" n't", "n't");
  }

  /** Whether the end of a text may lose one when a word follows. */
  static boolean mayFollow(String text) {
    return text.endsWith(APOSTROPHE);
  }
}
