package io.scriptorium.app.job;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.avro.OcrLayout;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import java.util.Locale;
import java.util.Optional;
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
      description = "Question of a PROMPT task, phrase to find of a GROUND task.")
  private Optional<String> prompt = Optional.empty();

  @Option(
      names = "--layout",
      defaultValue = "AUTO",
      description =
          "How an OCR task reads a page: AUTO as suits the model, LINES line by line, PAGE as a"
              + " whole (default: ${DEFAULT-VALUE}).")
  private OcrLayout layout;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Most tokens of one answer (default: the model's own).")
  private Optional<Integer> maxTokens = Optional.empty();

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
    PROMPT
  }

  /** The task. */
  public Task task() {
    if (prompt.isEmpty() && (kind == Kind.PROMPT || kind == Kind.GROUND)) {
      throw new ActionableException(
          "--task %s needs --prompt TEXT".formatted(kind.name().toLowerCase(Locale.ROOT)));
    }
    if (maxTokens.isPresent() && maxTokens.get() < 1) {
      throw new ActionableException("--max-tokens is at least 1");
    }
    return Task.newBuilder()
        .setKind(TaskKind.valueOf(kind.name()))
        .setPrompt(prompt.orElse(null))
        .setLayout(layout)
        .setMaxTokens(maxTokens.orElse(null))
        .build();
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
