package io.scriptorium.app.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.avro.OcrLayout;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.producers.split.SplitLimits;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OptionsTest {
  private static <T> T parse(T options, String... arguments) {
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("m", spec(options)))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments);
    return options;
  }

  private static CommandLine.Model.CommandSpec spec(Object options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }

  @Test
  void readingIsWhatIsAskedUnlessToldOtherwise() {
    TaskOptions options = parse(new TaskOptions());
    Task task = options.task();
    assertThat(task.getKind()).isEqualTo(TaskKind.OCR);
    assertThat(task.getLayout()).isEqualTo(OcrLayout.AUTO);
    assertThat(task.getPrompt()).isNull();
    assertThat(options.pages()).isEmpty();
    assertThat(options.isOcr()).isTrue();
  }

  @Test
  void aPromptTaskNeedsAPrompt() {
    assertThatThrownBy(() -> parse(new TaskOptions(), "--task", "prompt").task())
        .isInstanceOf(ActionableException.class)
        .hasMessage("--task prompt needs --prompt TEXT");
    Task task = parse(new TaskOptions(), "--task", "prompt", "--prompt", "Which year?").task();
    assertThat(task.getKind()).isEqualTo(TaskKind.PROMPT);
    assertThat(task.getPrompt()).isEqualTo("Which year?");
  }

  @Test
  void limitsAreTheUsualOnesWhereNoneIsGiven() {
    assertThat(parse(new LimitOptions()).document()).isEqualTo(SplitLimits.DEFAULT);
  }

  @Test
  void limitsHoldForDocumentsAndTheirImages() {
    LimitOptions options =
        parse(
            new LimitOptions(),
            "--max-bytes",
            "1M",
            "--max-pixels",
            "5000",
            "--max-pages",
            "7",
            "--dpi",
            "100");
    SplitLimits limits = options.document();
    assertThat(limits.maxBytes()).isEqualTo(1 << 20);
    assertThat(limits.maxPages()).isEqualTo(7);
    assertThat(limits.dpi()).isEqualTo(100);
    assertThat(limits.image().maxPixels()).isEqualTo(5_000);
    assertThat(limits.image()).isEqualTo(options.image());
  }

  @Test
  void aLimitOfNothingIsAnError() {
    assertThatThrownBy(() -> parse(new LimitOptions(), "--max-pixels", "0").image())
        .isInstanceOf(ActionableException.class);
  }
}
