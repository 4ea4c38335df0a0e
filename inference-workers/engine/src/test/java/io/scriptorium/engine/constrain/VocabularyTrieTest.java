package io.scriptorium.engine.constrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.image.Fixtures;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of real tokenizers' tokens. */
class VocabularyTrieTest {
  @ParameterizedTest
  @ValueSource(strings = {"qwen2_5", "deepseek_v3", "llama2"})
  void tokensHaveTheBytesThatTheTokenizerDecodesThemTo(String name) throws Exception {
    Path folder = Fixtures.folder("parity/tokenizers").resolve(name);
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      VocabularyTrie vocabulary = tokenizer.vocabulary();
      for (JsonNode each : Fixtures.json(folder.resolve("expected.json")).path("texts")) {
        int[] ids =
            StreamSupport.stream(each.path("with_special").spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
        assertThat(text(vocabulary, ids)).isEqualTo(tokenizer.decode(ids));
      }
      for (int id = 0; id < vocabulary.size(); id += 11) {
        int[] twice = {id, id};
        String text = text(vocabulary, twice);
        if (text.indexOf('\ufffd') < 0) {
          assertThat(text).as("token %d", id).isEqualTo(tokenizer.decode(twice));
        }
      }
    }
  }

  private static String text(VocabularyTrie vocabulary, int[] ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      bytes.writeBytes(vocabulary.bytes(id));
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    return vocabulary.dropsLeadingSpace() && text.startsWith(" ") ? text.substring(1) : text;
  }

  /** Whatever the text, its tokens can follow one another, and the stop token comes after them. */
  @ParameterizedTest
  @ValueSource(strings = {"qwen2_5", "deepseek_v3", "llama2"})
  void everyTextIsAllowedInItsOwnTokens(String name) throws Exception {
    Path folder = Fixtures.folder("parity/tokenizers").resolve(name);
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      int stop = 2;
      TokenAutomaton automaton = Constraint.regex("[\\s\\S]*").over(tokenizer.vocabulary());
      for (JsonNode each : Fixtures.json(folder.resolve("expected.json")).path("texts")) {
        ConstrainedAnswer answer = automaton.begin(Set.of(stop));
        for (int id :
            tokenizer.encode(tokenizer.decode(tokenizer.encode(each.path("text").asText())))) {
          float[] logits = new float[160_000];
          answer.mask(logits);
          if (tokenizer.vocabulary().bytes(id).length > 0) {
            assertThat(logits[id]).as("token %d", id).isZero();
            answer.accepted(id);
          }
        }
        float[] logits = new float[160_000];
        answer.mask(logits);
        assertThat(logits[stop]).isZero();
      }
    }
  }

  @Test
  void anotherKindOfTokenizerIsRefused(@TempDir Path folder) throws Exception {
    Path bundled = Fixtures.folder("models/reader-tiny").resolve("tokenizer.json");
    ObjectNode file = (ObjectNode) Fixtures.json(bundled);
    Files.writeString(folder.resolve("tokenizer.json"), file.putNull("decoder").toString());
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThatThrownBy(tokenizer::vocabulary)
          .isInstanceOf(ModelFolderException.class)
          .hasMessageContaining("byte-level");
    }
  }
}
