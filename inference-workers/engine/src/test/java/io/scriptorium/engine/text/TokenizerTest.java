package io.scriptorium.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.image.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  @ParameterizedTest
  @ValueSource(ints = {260, 0x80})
  void aCharacterAfterManyTokensWithoutOneIsWhole(int other) {
    try (Tokenizer tokenizer = Tokenizer.load(Fixtures.folder("models/reader-tiny"))) {
      for (int others = 0; others < 40; others++) {
        int[] ids =
            IntStream.concat(
                    IntStream.generate(() -> other).limit(others),
                    IntStream.of(0xf0, 0x9f, 0x98, 0x80, 'x', 0xe2, 0x82, 0xac))
                .toArray();

        assertThat(tokenByToken(tokenizer, ids)).isEqualTo(tokenizer.decode(ids)).endsWith("😀x€");
      }
    }
  }

  @Test
  void bytesWithoutMeaningAreDecodedAsAtOnce() {
    Random random = new Random(1);
    try (Tokenizer tokenizer = Tokenizer.load(Fixtures.folder("models/reader-tiny"))) {
      for (int i = 0; i < 300; i++) {
        int[] ids = random.ints(60, i % 2 == 0 ? 0x70 : 0, 261).toArray();

        assertThat(tokenByToken(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
      }
    }
  }

  @Test
  void textIsGivenOutThoughNoneOfItIsWhole() {
    try (Tokenizer tokenizer = Tokenizer.load(Fixtures.folder("models/reader-tiny"))) {
      IncrementalDecoder decoder = new IncrementalDecoder(tokenizer);
      String text = "";
      for (int i = 0; i < 64; i++) {
        text += decoder.add(0x80);
      }

      assertThat(text).hasSizeGreaterThan(64 - 16);
    }
  }

  @Test
  void spacesStandAfterManyTokensWithoutText() {
    try (Tokenizer tokenizer = Tokenizer.load(Fixtures.folder("parity/tokenizers/llama2"))) {
      int[] begin = tokenizer.encode("one");
      int[] end = tokenizer.encode("two");
      int[] ids =
          Stream.of(begin, IntStream.generate(() -> 1).limit(40).toArray(), end)
              .flatMapToInt(IntStream::of)
              .toArray();

      assertThat(tokenByToken(tokenizer, ids)).isEqualTo(tokenizer.decode(ids)).contains(" two");
    }
  }

  @Test
  void wordPiecesBecomeWordsWithoutSpacesAroundApostrophes(@TempDir Path folder) throws Exception {
    WordPieces.write(folder, 64, "a", "man", "'", "s", "hand", "##bag", ".");
    int[] ids = {4, 5, 6, 7, 8, 9, 10, 2};
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThat(tokenizer.encode("A man's handbag.")).containsExactly(4, 5, 6, 7, 8, 9, 10);
      assertThat(tokenizer.decode(ids)).isEqualTo("a man's handbag.");
      assertThat(tokenByToken(tokenizer, ids)).isEqualTo("a man's handbag.");
      assertThat(tokenByToken(tokenizer, new int[] {4, 6})).isEqualTo("a '");
    }

    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"clean_up_tokenization_spaces\": false}");
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThat(tokenizer.decode(ids)).isEqualTo("a man ' s handbag.");
    }
  }

  private static String tokenByToken(Tokenizer tokenizer, int[] ids) {
    IncrementalDecoder decoder = new IncrementalDecoder(tokenizer);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.add(id));
    }
    return text.append(decoder.finish()).toString();
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
