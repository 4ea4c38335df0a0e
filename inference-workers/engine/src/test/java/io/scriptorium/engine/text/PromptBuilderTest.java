package io.scriptorium.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.engine.image.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptBuilderTest {
  @Test
  void repeatsAnImagesPlaceholder() {
    Path folder = Fixtures.folder("models/reader-tiny");
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      PromptBuilder builder =
          new PromptBuilder(tokenizer, ChatTemplate.load(folder), OptionalInt.of(258));

      assertThat(builder.conversation(List.of(ChatMessage.userWithImage("")), List.of(3)))
          .containsExactly(256, 258, 258, 258, 257, 259);
      assertThat(builder.withImages(new int[] {1, 258, 2, 258}, List.of(2, 1)))
          .containsExactly(1, 258, 258, 2, 258);
      assertThat(builder.continuation("ab")).containsExactly('a', 'b');
    }
  }

  @Test
  void refusesPromptsWithTheWrongNumberOfPlaces() {
    Path folder = Fixtures.folder("models/reader-tiny");
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      PromptBuilder builder =
          new PromptBuilder(tokenizer, ChatTemplate.load(folder), OptionalInt.of(258));

      assertThatThrownBy(() -> builder.withImages(new int[] {1, 258}, List.of(2, 2)))
          .isInstanceOf(ModelFolderException.class)
          .hasMessageContaining("1 places for 2 images");
      assertThatThrownBy(() -> builder.withImages(new int[] {258, 258}, List.of(1)))
          .isInstanceOf(ModelFolderException.class);
    }
  }

  @Test
  void readsWhereAnAnswerEnds(@TempDir Path other) throws IOException {
    Path folder = Fixtures.folder("models/reader-tiny");
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThat(GenerationDefaults.load(folder, tokenizer))
          .isEqualTo(new GenerationDefaults(Set.of(260), OptionalInt.of(256)));

      Files.writeString(other.resolve("generation_config.json"), "{\"eos_token_id\": [7, 8]}");
      assertThat(GenerationDefaults.load(other, tokenizer))
          .isEqualTo(new GenerationDefaults(Set.of(7, 8), OptionalInt.empty()));

      Files.delete(other.resolve("generation_config.json"));
      Files.writeString(other.resolve("config.json"), "{\"text_config\": {\"eos_token_id\": 9}}");
      Files.writeString(other.resolve("tokenizer_config.json"), "{\"eos_token\": \"<|pad|>\"}");
      assertThat(GenerationDefaults.load(other, tokenizer).stopTokens())
          .containsExactlyInAnyOrder(9, 261);
    }
  }
}
