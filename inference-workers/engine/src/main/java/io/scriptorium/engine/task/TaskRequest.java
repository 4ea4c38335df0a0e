package io.scriptorium.engine.task;

import io.scriptorium.engine.Urgency;
import java.util.Optional;

/**
 * An image file and what is asked about it.
 *
 * @param image bytes of a PNG, JPEG, WebP, GIF, BMP or TIFF file (first page); not copied
 * @param kind what is asked
 * @param layout how an OCR task reads the page
 * @param prompt text of a PROMPT task, phrase of a GROUND task; empty: the task's own
 * @param rules what is asked of each answer
 * @param urgency how soon it is needed; that of all that the model is asked for it
 */
@SuppressWarnings("ArrayRecordComponent")
public record TaskRequest(
    byte[] image,
    TaskKind kind,
    OcrLayout layout,
    Optional<String> prompt,
    AnswerRules rules,
    Urgency urgency) {

  /** A task of usual urgency. */
  public TaskRequest(
      byte[] image, TaskKind kind, OcrLayout layout, Optional<String> prompt, AnswerRules rules) {
    this(image, kind, layout, prompt, rules, Urgency.USUAL);
  }

  /** This task with another urgency. */
  public TaskRequest withUrgency(Urgency other) {
    return new TaskRequest(image, kind, layout, prompt, rules, other);
  }
}
