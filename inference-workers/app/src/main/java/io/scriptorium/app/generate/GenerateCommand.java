package io.scriptorium.app.generate;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.job.AnswerOptions;
import io.scriptorium.app.reader.ReaderOptions;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.task.AnswerRules;
import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskUsage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Continues a prompt with the engine alone. */
@Command(
    name = "generate",
    description = {
      "Continue a prompt with the engine alone, without Kafka.",
      "With images, a model that takes instructions is asked about them, and a model that reads"
          + " lines reads it as one line of text."
    })
public final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ReaderOptions reader;
  @Mixin private AnswerOptions answer;
  @Mixin private SearchOptions search;

  @Parameters(arity = "0..*", paramLabel = "PROMPT", description = "Words of the prompt.")
  private List<String> words = List.of();

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description =
          "An image that belongs to it; several, for models that take several, in their order.")
  private List<Path> images = List.of();

  @Override
  public Integer call() throws IOException {
    if (words.isEmpty() && images.isEmpty()) {
      throw new ActionableException("Give a prompt, or --image FILE, or both");
    }
    AnswerRules rules = rules();
    List<byte[]> files = new ArrayList<>();
    for (Path image : images) {
      files.add(Files.readAllBytes(image));
    }
    TaskOutcome outcome;
    try (ModelTaskRunner runner = reader.load(ImageLimits.DEFAULT)) {
      outcome = runner.generate(String.join(" ", words), files, rules).join();
    }
    if (outcome instanceof TaskOutcome.Failed failed) {
      throw new ActionableException(failed.message());
    }
    TaskOutcome.Done done = (TaskOutcome.Done) outcome;
    print(done);
    tell(done.usage());
    return CommandLine.ExitCode.OK;
  }

  private AnswerRules rules() {
    AnswerRules rules = answer.rules(search.search(), search.alternatives());
    if (rules.search() instanceof Search.Samples samples
        && samples.count() > 1
        && rules.sampling().temperature() == 0) {
      throw new ActionableException("--samples needs a --temperature above 0");
    }
    return rules;
  }

  private void print(TaskOutcome.Done done) {
    PrintWriter out = spec.commandLine().getOut();
    if (done.answers().isEmpty()) {
      out.println(done.text().text().stripTrailing());
      out.flush();
    } else {
      new AnswerPrinter(out, spec.commandLine().getErr()).print(done.answers());
    }
  }

  private void tell(TaskUsage usage) {
    PrintWriter err = spec.commandLine().getErr();
    double seconds = usage.model().toNanos() / 1e9;
    err.println(
        String.format(
            Locale.ROOT,
            "%d text and %d image tokens in, %d tokens out in %.2f s (%.0f tokens/s)",
            usage.textTokens(),
            usage.imageTokens(),
            usage.outputTokens(),
            seconds,
            seconds > 0 ? usage.outputTokens() / seconds : 0));
    err.flush();
  }
}
