package io.scriptorium.engine.task;

/** How a page is read. */
public enum OcrLayout {
  /** As suits the model. */
  AUTO,
  /** Text lines are found on the page and read one by one. */
  LINES,
  /** The model sees the whole page. */
  PAGE
}
