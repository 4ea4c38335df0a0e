package io.scriptorium.engine.image;

/** What becomes of transparency in a colour image. */
public enum Alpha {
  /** The image lies on white paper. */
  OVER_WHITE,
  /** The colours under it are taken as they are, as PIL's conversion to RGB does. */
  DROPPED
}
