package io.scriptorium.worker.share;

/** What all members of a worker are told from outside. Safe for use by several threads. */
final class Signals {
  private volatile Stage stage = Stage.WORKING;

  /** How far a worker is; it only goes on. */
  enum Stage {
    /** Takes jobs. */
    WORKING,
    /** Begins no further job, and finishes those under way. */
    DRAINING,
    /** Stops what is under way, too. */
    CLOSING
  }

  Stage stage() {
    return stage;
  }

  synchronized void reach(Stage next) {
    stage = next.compareTo(stage) > 0 ? next : stage;
  }
}
