package io.scriptorium.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.image.Fixtures;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
  @ParameterizedTest
  @ValueSource(strings = {"qwen2_5", "deepseek_v3", "llama2"})
  void encodesAndDecodesAsTheReferenceDoes(String name) throws Exception {
    Path folder = Fixtures.folder("parity/tokenizers").resolve(name);
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      for (JsonNode each : Fixtures.json(folder.resolve("expected.json")).path("texts")) {
        String text = each.path("text").asText();
        int[] ids = ids(each.path("ids"));
        int[] withSpecial = ids(each.path("with_special"));

        assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids);
        assertThat(tokenizer.encodeWithSpecialTokens(text)).as(text).isEqualTo(withSpecial);
        assertThat(tokenizer.decode(withSpecial)).isEqualTo(each.path("decoded").asText());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2_5", "deepseek_v3", "llama2"})
  void decodesTokenByTokenWhatItDecodesAtOnce(String name) throws Exception {
    Path folder = Fixtures.folder("parity/tokenizers").resolve(name);
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      for (JsonNode each : Fixtures.json(folder.resolve("expected.json")).path("texts")) {
        IncrementalDecoder decoder = new IncrementalDecoder(tokenizer);
        StringBuilder text = new StringBuilder();
        for (int id : ids(each.path("with_special"))) {
          String piece = decoder.add(id);
          assertThat(piece).doesNotContain("\ufffd");
          text.append(piece);
        }
        text.append(decoder.finish());

        assertThat(text).hasToString(each.path("decoded").asText());
      }
    }
  }

  @Test
  void readsTheBundledReadersBytes() {
    try (Tokenizer tokenizer = Tokenizer.load(Fixtures.folder("models/reader-tiny"))) {
      int[] ids = tokenizer.encode("<|vision_start|><|image_pad|><|vision_end|><|ocr|>Größe");

      assertThat(ids).startsWith(256, 258, 257, 259, 'G', 'r', 0xc3).hasSize(11);
      assertThat(tokenizer.addedToken("<|ocr|>")).hasValue(259);
      assertThat(tokenizer.addedToken("<|nothing|>")).isEmpty();
      assertThat(tokenizer.decode(ids)).isEqualTo("Größe");
      assertThat(tokenizer.decodeWithSpecialTokens(ids)).contains("<|ocr|>Größe");
    }
  }

  @Test
  void givesOutNoHalfCharacter() {
    try (Tokenizer tokenizer = Tokenizer.load(Fixtures.folder("models/reader-tiny"))) {
      IncrementalDecoder decoder = new IncrementalDecoder(tokenizer);
      assertThat(decoder.add(0xe2)).isEmpty();
      assertThat(decoder.add(0x82)).isEmpty();
      assertThat(decoder.add(0xac)).isEqualTo("€");
      assertThat(decoder.add(0xc3)).isEmpty();
      assertThat(decoder.finish()).isEqualTo("\ufffd");
      assertThat(decoder.finish()).isEmpty();
    }
  }

  @Test
  void saysWhichFileIsMissing(@TempDir Path empty) {
    assertThatThrownBy(() -> Tokenizer.load(empty))
        .isInstanceOf(ModelFolderException.class)
        .hasMessageContaining("tokenizer.json");
  }

  private static int[] ids(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
