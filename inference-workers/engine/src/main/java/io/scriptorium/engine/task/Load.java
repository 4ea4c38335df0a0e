package io.scriptorium.engine.task;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Estimates the work that lies before the model, in image tokens, which cost and memory of a
 * request go with. What a task in preparation will bring is taken from those before it.
 */
final class Load {
  private static final double SMOOTHING = 0.1;
  private static final double FIRST_GUESS = 1000;

  private final long maxTokens;
  private final int maxPreparing;
  private final AtomicInteger preparing = new AtomicInteger();
  private final AtomicLong tokens = new AtomicLong();
  private volatile double tokensPerTask = FIRST_GUESS;

  /**
   * @param maxTokens image tokens of pending requests above which more would only wait
   * @param maxPreparing tasks in preparation above which more would only wait
   */
  Load(long maxTokens, int maxPreparing) {
    this.maxTokens = maxTokens;
    this.maxPreparing = maxPreparing;
  }

  boolean hasRoom() {
    int tasks = preparing.get();
    return tasks < maxPreparing && tokens.get() + tasks * tokensPerTask < maxTokens;
  }

  void beginPreparing() {
    preparing.incrementAndGet();
  }

  void endPreparing() {
    preparing.decrementAndGet();
  }

  /** Takes a task's work into the estimate for the next ones. */
  synchronized void learn(long taskTokens) {
    tokensPerTask += SMOOTHING * (taskTokens - tokensPerTask);
  }

  void add(long requestTokens) {
    tokens.addAndGet(requestTokens);
  }

  void remove(long requestTokens) {
    tokens.addAndGet(-requestTokens);
  }

  long tokens() {
    return tokens.get();
  }
}
