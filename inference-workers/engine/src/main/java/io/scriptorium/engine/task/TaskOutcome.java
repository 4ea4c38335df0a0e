package io.scriptorium.engine.task;

import io.scriptorium.engine.layout.PageText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** How a task ended. */
public sealed interface TaskOutcome {

  /**
   * It was done.
   *
   * @param text the answer; its regions are lines or boxes, of captions and prompts none
   * @param confidence geometric mean of the answer's token probabilities, 0 to 1
   * @param width of the decoded image in pixels
   * @param height of the decoded image in pixels
   * @param promptVersion which prompt or profile was used, e.g. {@code ocr-lines/1}
   * @param usage tokens and times
   * @param answers what the model answered, the best first; empty where it read lines or embedded
   * @param embedding of an EMBED task, of length 1
   * @param labels of a LABEL task, the best first
   */
  record Done(
      PageText text,
      OptionalDouble confidence,
      int width,
      int height,
      String promptVersion,
      TaskUsage usage,
      List<ModelAnswer> answers,
      Optional<float[]> embedding,
      List<LabelScore> labels)
      implements TaskOutcome {

    /** A task that was answered in words. */
    public Done(
        PageText text,
        OptionalDouble confidence,
        int width,
        int height,
        String promptVersion,
        TaskUsage usage,
        List<ModelAnswer> answers) {
      this(
          text,
          confidence,
          width,
          height,
          promptVersion,
          usage,
          answers,
          Optional.empty(),
          List.of());
    }

    /** What a model that reasons wrote before its answer. */
    public Optional<String> reasoning() {
      return answers.stream().findFirst().flatMap(ModelAnswer::reasoning);
    }
  }

  /**
   * It could not be done, and trying again as it is would not help.
   *
   * @param reason kind of failure
   * @param message one line for a person
   */
  record Failed(Reason reason, String message) implements TaskOutcome {}

  /** Why a task failed. */
  enum Reason {
    INVALID_JOB,
    EMPTY_FILE,
    UNSUPPORTED_FORMAT,
    CORRUPT_FILE,
    TOO_MANY_BYTES,
    TOO_MANY_PIXELS,
    BAD_ASPECT_RATIO,
    IMAGE_TOO_SMALL,
    UNSUPPORTED_TASK,
    PROMPT_TOO_LONG,
    REPETITION_LOOP,
    NO_MATCH,
    OUT_OF_MEMORY,
    CANCELLED,
    INTERNAL
  }
}
