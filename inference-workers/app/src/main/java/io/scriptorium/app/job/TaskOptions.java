package io.scriptorium.app.job;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.avro.OcrLayout;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.engine.task.AnswerRules;
import io.scriptorium.engine.task.Labels;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say what is asked of each page or image. */
public final class TaskOptions {
  @Option(
      names = "--task",
      defaultValue = "OCR",
      description = "What is asked: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Kind kind;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description =
          "Question of a PROMPT task, phrase to find of a GROUND task, words around each label of a"
              + " LABEL task, in which {} stands for it.")
  private Optional<String> prompt = Optional.empty();

  @Option(
      names = "--label",
      paramLabel = "TEXT",
      description =
          "A text that a LABEL task chooses from, such as \"a photo of a receipt\"; give two or more,"
              + " none for a model with classes of its own.")
  private List<String> labels = List.of();

  @Option(
      names = "--layout",
      defaultValue = "AUTO",
      description =
          "How an OCR task reads a page: AUTO as suits the model, LINES line by line, PAGE as a"
              + " whole (default: ${DEFAULT-VALUE}).")
  private OcrLayout layout;

  @Mixin private AnswerOptions answer;

  @Option(
      names = "--pages",
      paramLabel = "RANGE",
      description = "Which pages of each document, e.g. 1-3,7,9- (default: all).")
  private Optional<String> pages = Optional.empty();

  /** Tasks by the names that people use. */
  enum Kind {
    OCR,
    CAPTION,
    GROUND,
    PROMPT,
    EMBED,
    LABEL
  }

  /** The task. */
  public Task task() {
    if (prompt.isEmpty() && (kind == Kind.PROMPT || kind == Kind.GROUND)) {
      throw new ActionableException(
          "--task %s needs --prompt TEXT".formatted(kind.name().toLowerCase(Locale.ROOT)));
    }
    AnswerRules rules = answer.rules();
    if (isOcr() && layout == OcrLayout.LINES && !rules.areUsual()) {
      throw new ActionableException(
          "A page that is read line by line takes no --regex, --json-schema, --stop or sampling");
    }
    return TaskRecords.withRules(Task.newBuilder(), rules)
        .setKind(TaskKind.valueOf(kind.name()))
        .setPrompt(prompt.orElse(null))
        .setLayout(layout)
        .setLabels(labels())
        .build();
  }

  private List<String> labels() {
    try {
      Labels checked = new Labels(labels);
      checked.require(io.scriptorium.engine.task.TaskKind.valueOf(kind.name()), prompt);
      return checked.texts();
    } catch (IllegalArgumentException e) {
      throw new ActionableException("--label: " + e.getMessage(), e);
    }
  }

  /** The pages asked for; empty: all. */
  public Optional<String> pages() {
    return pages;
  }

  /** Whether the answer is the text of the page. */
  public boolean isOcr() {
    return kind == Kind.OCR;
  }
}
