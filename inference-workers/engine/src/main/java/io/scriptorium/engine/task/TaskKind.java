package io.scriptorium.engine.task;

/** What is asked of the model. */
public enum TaskKind {
  OCR,
  CAPTION,
  GROUND,
  PROMPT,
  EMBED,
  LABEL
}
