package io.scriptorium.engine.bench;

import io.scriptorium.engine.batch.StepTimes;

/**
 * What a run came to.
 *
 * @param tokens generated ones, those that end an answer included
 * @param seconds from the first request to the last answer
 * @param times where the engines' time went, added up; nothing for a mode without engines
 */
public record Answered(long tokens, double seconds, StepTimes.Totals times) {
  static final StepTimes.Totals NO_TIMES = StepTimes.Totals.NONE;

  public double tokensPerSecond() {
    return tokens / seconds;
  }

  /** Share of the engines' time that is spent between calls of the model. */
  public double shareOutsideTheModel() {
    double outside = times.schedule() + times.layout() + times.commit();
    return outside / (outside + times.vision() + times.prefill() + times.decode() + times.draft());
  }
}
