package io.scriptorium.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.LoopDetection;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.StopStrings;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.engine.text.ChatTemplate;
import io.scriptorium.engine.text.GenerationDefaults;
import io.scriptorium.engine.text.PromptBuilder;
import io.scriptorium.engine.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReadingModelTest {
  private static final Path MODEL = BundledModel.folder();

  @Test
  void answersOfTasksMayHaveTables() {
    try (Tokenizer tokenizer = Tokenizer.load(MODEL)) {
      ReadingModel model =
          new ReadingModel(
              FakeGenerator.silent(),
              tokenizer,
              new PromptBuilder(tokenizer, ChatTemplate.load(MODEL), OptionalInt.empty()),
              GenerationDefaults.load(MODEL, tokenizer),
              Optional.empty(),
              4096,
              new ModelIdentity("reader", "0"));

      Request request =
          model.request(
              new int[] {1, 2}, List.of(), AnswerRules.USUAL.withMaxTokens(70), Optional.empty());

      assertThat(request.stopRules().loopDetection()).isEqualTo(LoopDetection.TABLES);
      assertThat(request.stopRules().stopStrings()).isEqualTo(StopStrings.NONE);
      assertThat(request.stopTokens()).containsExactly(260);
      assertThat(request.maxNewTokens()).isEqualTo(70);
    }
  }
}
