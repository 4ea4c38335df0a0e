package io.scriptorium.producers.split;

/** What a rendered page keeps of its colours. */
public enum Colour {
  /** Brightness only: all that reading text takes, in a third of the bytes. */
  GRAY,
  /** Everything. */
  RGB
}
