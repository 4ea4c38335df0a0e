package io.scriptorium.app.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.avro.OcrLayout;
import io.scriptorium.avro.Sampling;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.producers.split.SplitLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
  void labelsAreForTheTaskThatChoosesFromThem() {
    Task task =
        parse(new TaskOptions(), "--task", "label", "--label", "a cat", "--label", "a dog").task();

    assertThat(task.getKind()).isEqualTo(TaskKind.LABEL);
    assertThat(task.getLabels()).containsExactly("a cat", "a dog");
    assertThat(parse(new TaskOptions(), "--task", "embed").task().getKind())
        .isEqualTo(TaskKind.EMBED);
    assertThat(parse(new TaskOptions(), "--task", "label").task().getLabels()).isEmpty();
    refused("--label: No labels belong to a task OCR", "--label", "a");
  }

  @Test
  void whatIsAskedOfAnAnswerIsPartOfTheTask() {
    Task task =
        parse(
                new TaskOptions(),
                ("--task prompt --prompt x --max-tokens 7 --stop a --stop b --temperature 0.5"
                        + " --top-k 4 --top-p 0.25 --min-p 0.125 --seed 9 --repetition-penalty 1.5"
                        + " --presence-penalty -1 --frequency-penalty 2")
                    .split(" "))
            .task();

    assertThat(task.getMaxTokens()).isEqualTo(7);
    assertThat(task.getStop()).containsExactly("a", "b");
    assertThat(task.getSampling()).isEqualTo(new Sampling(0.5, 4, 0.25, 0.125, 1.5, -1.0, 2.0, 9L));
    Task usual = parse(new TaskOptions()).task();
    assertThat(usual.getMaxTokens()).isNull();
    assertThat(usual.getStop()).isEmpty();
    assertThat(usual.getSampling()).isNull();
    assertThat(usual.getRegex()).isNull();
    assertThat(usual.getJsonSchema()).isNull();
  }

  @Test
  void whatAnAnswerMatchesIsPartOfTheTask(@TempDir Path folder) throws IOException {
    String schema = "{\"type\": \"integer\"}";
    Path file = Files.writeString(folder.resolve("schema.json"), schema);

    assertThat(parse(new TaskOptions(), "--regex", "a+").task().getRegex()).isEqualTo("a+");
    assertThat(parse(new TaskOptions(), "--json-schema", file.toString()).task().getJsonSchema())
        .isEqualTo(schema);
  }

  @Test
  void whatAnAnswerCannotMatchIsAnError(@TempDir Path folder) throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.json"), "{\"type\": \"colour\"}");
    Path latin = Files.write(folder.resolve("latin.json"), new byte[] {'"', (byte) 0xe4, '"'});
    Path none = folder.resolve("none.json");

    refused("Regular expression, at character 3: a group is not closed", "--regex", "a(");
    refused(bad + ": JSON schema, at #: ", "--json-schema", bad.toString());
    refused(latin + ": no text in UTF-8", "--json-schema", latin.toString());
    refused(none + ": no such file", "--json-schema", none.toString());
    refused(folder + ": ", "--json-schema", folder.toString());
    refused("--regex and --json-schema exclude", "--regex", "a", "--json-schema", bad.toString());
    refused("An answer that must match something ends", "--regex", "a", "--stop", "b");
    refused("takes no --regex", "--regex", "a", "--layout", "lines");
  }

  @Test
  void numbersOutOfRangeAreErrors() {
    refused("at least one token, not 0", "--max-tokens", "0");
    refused("need a --temperature above 0", "--top-p", "0.5");
    refused("need a --temperature above 0", "--seed", "1");
    refused("Temperature must be 0 or more", "--temperature", "-1");
    refused("top-p in (0, 1]", "--temperature", "1", "--top-p", "1.5");
    refused("Penalties must be", "--presence-penalty", "3");
    refused("at most 16 stop strings, of 1 to", "--stop", "");
  }

  private static void refused(String why, String... arguments) {
    assertThatThrownBy(() -> parse(new TaskOptions(), arguments).task())
        .isInstanceOf(ActionableException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
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
