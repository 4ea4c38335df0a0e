package io.scriptorium.engine.batch;

import java.time.Duration;

/**
 * Signs of an engine's life, for those who watch over it.
 *
 * @param name as in its thread's name and its metrics
 * @param thread whether its thread can still make steps
 * @param pending requests that it owes an answer
 * @param sinceProgress time since its last step, or since work came to it when it had none
 */
public record EngineVitals(String name, ThreadState thread, int pending, Duration sinceProgress) {

  /** What has become of an engine's thread. */
  public enum ThreadState {
    RUNNING,
    ENDED
  }
}
