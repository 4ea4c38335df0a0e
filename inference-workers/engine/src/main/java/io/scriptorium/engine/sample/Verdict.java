package io.scriptorium.engine.sample;

/** What became of a draft. */
public sealed interface Verdict {
  /** The token that follows: the draft itself, or what takes its place. */
  Choice choice();

  /** The draft follows; the row after it can be used. */
  record Accepted(Choice choice) implements Verdict {}

  /** Another token follows; rows after the draft mean nothing. */
  record Rejected(Choice choice) implements Verdict {}
}
