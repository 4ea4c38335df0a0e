package io.scriptorium.app.label;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.reader.NumbersOption;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.task.ImageLabels;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.torch.CheckpointException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
    try (ImageLabels chooser = ImageLabels.open(model, labels, numbers.chosen())) {
      for (Path file : files) {
        out.println(file + "  " + line(chooser.of(Files.readAllBytes(file))));
        out.flush();
      }
    } catch (CheckpointException
        | ModelFolderException
        | BadPromptException
        | ImageRejectedException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
    return CommandLine.ExitCode.OK;
  }

  private static String line(List<ImageLabels.Label> labels) {
    return labels.stream()
        .map(label -> String.format(Locale.ROOT, "%.3f %s", label.probability(), label.text()))
        .collect(Collectors.joining("  "));
  }
}
