package io.scriptorium.engine.task;

import io.scriptorium.engine.Urgency;
import java.util.List;
import java.util.Optional;

/**
 * Image files and what is asked about them.
 *
 * @param images bytes of PNG, JPEG, WebP, GIF, BMP or TIFF files (first page), not copied; none for
 *     a task about its prompt alone, several for a PROMPT task only
 * @param kind what is asked
 * @param layout how an OCR task reads the page
 * @param prompt text of a PROMPT task, phrase of a GROUND task, text of an EMBED task without an
 *     image, words around the labels of a LABEL task; empty: the task's own
 * @param labels what a LABEL task chooses from
 * @param rules what is asked of each answer
 * @param urgency how soon it is needed; that of all that the model is asked for it
 */
public record TaskRequest(
    List<byte[]> images,
    TaskKind kind,
    OcrLayout layout,
    Optional<String> prompt,
    Labels labels,
    AnswerRules rules,
    Urgency urgency) {

  public TaskRequest {
    images = List.copyOf(images);
  }

  /** A task of usual urgency about one image. */
  public TaskRequest(
      byte[] image, TaskKind kind, OcrLayout layout, Optional<String> prompt, AnswerRules rules) {
    this(List.of(image), kind, layout, prompt, Labels.NONE, rules, Urgency.USUAL);
  }

  /** The first image; without any, a file of no bytes. */
  public byte[] image() {
    return images.isEmpty() ? new byte[0] : images.get(0);
  }

  /** This task about other images. */
  public TaskRequest withImages(List<byte[]> others) {
    return new TaskRequest(others, kind, layout, prompt, labels, rules, urgency);
  }

  /** This task in other words. */
  public TaskRequest withPrompt(Optional<String> other) {
    return new TaskRequest(images, kind, layout, other, labels, rules, urgency);
  }

  /** This task with something to choose from. */
  public TaskRequest withLabels(Labels others) {
    return new TaskRequest(images, kind, layout, prompt, others, rules, urgency);
  }

  /** This task with another urgency. */
  public TaskRequest withUrgency(Urgency other) {
    return new TaskRequest(images, kind, layout, prompt, labels, rules, other);
  }
}
