package io.scriptorium.app.label;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.reader.NumbersOption;
import io.scriptorium.engine.Urgency;
import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.task.AnswerRules;
import io.scriptorium.engine.task.EmbeddingTaskRunner;
import io.scriptorium.engine.task.LabelScore;
import io.scriptorium.engine.task.Labels;
import io.scriptorium.engine.task.OcrLayout;
import io.scriptorium.engine.task.TaskKind;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TaskSettings;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.torch.CheckpointException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which of some texts suits an image. */
@Command(
    name = "label",
    description = {
      "Say which of some texts suits each image, with a model of CLIP's kind.",
      "Prints a line an image: its file, then probability and text, the most probable first."
    })
public final class LabelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private NumbersOption numbers;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "Folder of a model that embeds images and texts.")
  private Path model;

  @Option(
      names = "--label",
      paramLabel = "TEXT",
      required = true,
      description = "A text to choose from, such as \"a photo of a receipt\"; give two or more.")
  private List<String> labels;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Image files.")
  private List<Path> files;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Labels choice = choice();
    try (EmbeddingTaskRunner runner = open()) {
      for (Path file : files) {
        out.println(file + "  " + line(scores(runner, Files.readAllBytes(file), choice)));
        out.flush();
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private Labels choice() {
    try {
      return new Labels(labels);
    } catch (IllegalArgumentException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
  }

  private EmbeddingTaskRunner open() {
    TaskSettings settings = TaskSettings.defaults();
    try {
      return EmbeddingTaskRunner.open(
          ModelFolder.of(model),
          settings.withEngine(settings.engine().withComputeType(numbers.chosen())));
    } catch (CheckpointException | ModelFolderException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<LabelScore> scores(EmbeddingTaskRunner runner, byte[] file, Labels choice) {
    TaskRequest request =
        new TaskRequest(
            List.of(file),
            TaskKind.LABEL,
            OcrLayout.AUTO,
            Optional.empty(),
            choice,
            AnswerRules.USUAL,
            Urgency.USUAL);
    TaskOutcome outcome = runner.submit(request).join();
    if (outcome instanceof TaskOutcome.Failed failed) {
      throw new ActionableException(failed.message());
    }
    return ((TaskOutcome.Done) outcome).labels();
  }

  private static String line(List<LabelScore> labels) {
    return labels.stream()
        .map(label -> String.format(Locale.ROOT, "%.3f %s", label.score(), label.label()))
        .collect(Collectors.joining("  "));
  }
}
