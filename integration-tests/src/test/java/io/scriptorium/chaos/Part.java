package io.scriptorium.chaos;

/** A running JVM to which things happen. */
interface Part {
  boolean isAlive();

  /** SIGKILL; returns when it is gone. Does nothing where it is gone already. */
  void kill();

  /**
   * SIGTERM; returns when it is gone.
   *
   * @throws IllegalStateException if it does not end by itself within a minute
   */
  void terminate();

  /** It stands still, its connections open. */
  void freeze();

  /** Undoes {@link #freeze()}. */
  void thaw();

  /**
   * Takes its network away, so that nothing it sends arrives and nothing sent to it.
   *
   * @throws UnsupportedOperationException where parts are processes, which share one network
   */
  void cutOff();

  /** Undoes {@link #cutOff()}. */
  void reconnect();
}
