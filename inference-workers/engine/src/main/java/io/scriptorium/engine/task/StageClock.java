package io.scriptorium.engine.task;

import java.util.concurrent.atomic.LongAdder;

/** Adds up how long a stage kept threads busy. */
final class StageClock {
  private final LongAdder nanos = new LongAdder();

  /**
   * What a stage does.
   *
   * @param <E> how it may fail
   */
  @FunctionalInterface
  interface Work<T, E extends Exception> {
    T run() throws E;
  }

  <T, E extends Exception> T time(Work<T, E> work) throws E {
    long start = System.nanoTime();
    try {
      return work.run();
    } finally {
      nanos.add(System.nanoTime() - start);
    }
  }

  long nanos() {
    return nanos.sum();
  }
}
