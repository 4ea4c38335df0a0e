package io.scriptorium.app.classify;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.ErrorReporter;
import io.scriptorium.app.reader.NumbersOption;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.TokenDropping;
import io.scriptorium.engine.task.ImageClasses;
import io.scriptorium.engine.task.LabelScore;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.torch.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Says which of a model's own classes images are of. */
@Command(
    name = "classify",
    description = {
      "Say which of the model's own classes each image is of, with a model of NaViT's kind.",
      "Prints a line an image: its file, then probability and class, the most probable first."
          + " Images that cannot be used are told of, the others go on."
    })
public final class ClassifyCommand implements Callable<Integer> {
  /** Files whose images are in memory, and packed together. */
  private static final int TOGETHER = 32;

  @Spec private CommandSpec spec;
  @Mixin private NumbersOption numbers;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "Folder of a model that has classes for images.")
  private Path model;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many classes of an image to print (default: 5).")
  private int top;

  @Option(
      names = "--token-dropping",
      paramLabel = "RATE",
      defaultValue = "0",
      description =
          "Leave out this share of each image's patches, below 1: faster, and less sure. An image"
              + " lacks the same ones each time (default: 0).")
  private double tokenDropping;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Image files.")
  private List<Path> files;

  @Override
  public Integer call() {
    if (top < 1) {
      throw new ActionableException("--top must be 1 or more, not " + top);
    }
    TokenDropping dropping = dropping();
    boolean complete = true;
    try (ImageClasses classes = ImageClasses.open(model, numbers.chosen())) {
      for (int start = 0; start < files.size(); start += TOGETHER) {
        List<Path> some = files.subList(start, Math.min(files.size(), start + TOGETHER));
        complete &= classify(classes, some, dropping);
      }
    } catch (CheckpointException | ModelFolderException | BadPromptException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
    return complete ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private TokenDropping dropping() {
    try {
      return new TokenDropping(tokenDropping);
    } catch (IllegalArgumentException e) {
      throw new ActionableException("--token-dropping: " + e.getMessage(), e);
    }
  }

  /** Whether all of these files could be used. */
  private boolean classify(ImageClasses classes, List<Path> some, TokenDropping dropping) {
    List<Path> readable = new ArrayList<>();
    List<PixelValues> images = new ArrayList<>();
    for (Path file : some) {
      try {
        images.add(classes.prepare(Files.readAllBytes(file)));
        readable.add(file);
      } catch (ImageRejectedException e) {
        tell(file, String.valueOf(e.getMessage()));
      } catch (IOException e) {
        tell(file, ErrorReporter.reason(file, e));
      }
    }
    List<List<LabelScore>> answers = classes.of(images, dropping);
    for (int i = 0; i < answers.size(); i++) {
      spec.commandLine().getOut().println(readable.get(i) + "  " + line(answers.get(i)));
    }
    spec.commandLine().getOut().flush();
    return readable.size() == some.size();
  }

  private void tell(Path file, String reason) {
    spec.commandLine().getErr().println("scriptorium: " + file + ": " + reason);
    spec.commandLine().getErr().flush();
  }

  private String line(List<LabelScore> labels) {
    return labels.stream()
        .limit(top)
        .map(label -> String.format(Locale.ROOT, "%.3f %s", label.score(), label.label()))
        .collect(Collectors.joining("  "));
  }
}
