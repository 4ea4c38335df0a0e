package io.scriptorium.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.image.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Qwen2.5 has the vocabulary of the first Qwen, so that the file can be made of its tokenizer. */
class TiktokenFileTest {
  private final Path later = Fixtures.folder("parity/tokenizers/qwen2_5");

  @TempDir Path folder;

  @Test
  void encodesAndDecodesAsTheTokenizerOfTheSameVocabulary() throws IOException {
    write("{}");
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      for (JsonNode each : Fixtures.json(later.resolve("expected.json")).path("texts")) {
        int[] ids =
            StreamSupport.stream(each.path("ids").spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();

        assertThat(tokenizer.encode(each.path("text").asText())).isEqualTo(ids);
        assertThat(tokenizer.decode(ids)).isEqualTo(each.path("decoded").asText());
      }
      assertThat(tokenizer.addedToken("<|endoftext|>")).isEqualTo(OptionalInt.of(151_643));
      assertThat(tokenizer.addedToken("<img>")).isEmpty();
      assertThat(tokenizer.vocabulary()).isNotNull();
    }
  }

  @Test
  void aModelThatSeesHasTheTokensOfImagesAndBoxes() throws IOException {
    write("{\"visual\": {\"image_start_id\": 151857}}");
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThat(tokenizer.encode("<img><imgpad></img>"))
          .containsExactly(151_857, 151_859, 151_858);
      int[] answer = tokenizer.encode("<ref>a cat</ref><box>(1,2),(30,40)</box>");

      assertThat(tokenizer.decodeWithSpecialTokens(answer))
          .isEqualTo("<ref>a cat</ref><box>(1,2),(30,40)</box>");
      assertThat(tokenizer.decode(answer)).isEqualTo("a cat(1,2),(30,40)");
    }
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Files.writeString(folder.resolve(TiktokenFile.FILE), "IQ== 0\nIg== one\n");

    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(ModelFolderException.class)
        .hasMessageContaining(TiktokenFile.FILE);
  }

  private void write(String config) throws IOException {
    Map<Integer, Byte> bytes = ByteCharacters.bytes();
    List<String> lines = new ArrayList<>();
    JsonNode vocabulary =
        Fixtures.json(later.resolve("tokenizer.json")).path("model").path("vocab");
    for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
      byte[] content = new byte[token.getKey().length()];
      for (int i = 0; i < content.length; i++) {
        content[i] = Objects.requireNonNull(bytes.get((int) token.getKey().charAt(i)));
      }
      lines.add(Base64.getEncoder().encodeToString(content) + " " + token.getValue().asInt());
    }
    Files.write(folder.resolve(TiktokenFile.FILE), lines);
    Files.writeString(folder.resolve("config.json"), config);
  }
}
