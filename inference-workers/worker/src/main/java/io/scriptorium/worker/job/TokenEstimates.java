package io.scriptorium.worker.job;

import io.scriptorium.avro.OcrLayout;
import io.scriptorium.avro.TaskKind;
import java.util.HashMap;
import java.util.Map;

/**
 * Guesses how many tokens a job will take, of prompt, image and answer together, before anybody has
 * looked at its payload: from the jobs of the same task before it, and by how its bytes compare
 * with theirs. Safe for use by several threads.
 */
public final class TokenEstimates {
  /** Before any job of a task was answered. */
  static final long FIRST_GUESS = 2000;

  /** No job is cheaper, whatever was learnt. */
  static final long LEAST = 32;

  private static final double SMOOTHING = 0.1;

  /** Files of one task differ in how they are compressed: bytes say that much and no more. */
  private static final double MOST_BY_BYTES = 4;

  private final Map<Sort, Mean> means = new HashMap<>();

  /** Jobs that are alike. */
  private record Sort(Class<? extends Job> job, TaskKind kind, OcrLayout layout) {
    static Sort of(Job job) {
      return new Sort(job.getClass(), job.task().getKind(), job.task().getLayout());
    }
  }

  private record Mean(double tokens, double bytes) {
    Mean plus(double moreTokens, double moreBytes) {
      return new Mean(
          tokens + SMOOTHING * (moreTokens - tokens), bytes + SMOOTHING * (moreBytes - bytes));
    }
  }

  /** A guess for a job, in tokens. */
  public synchronized long of(Job job) {
    Mean mean = means.get(Sort.of(job));
    if (mean == null) {
      return FIRST_GUESS;
    }
    double ratio = job.payloadBytes() / Math.max(1, mean.bytes());
    double bounded = Math.min(MOST_BY_BYTES, Math.max(1 / MOST_BY_BYTES, ratio));
    return Math.max(LEAST, Math.round(mean.tokens() * bounded));
  }

  /** Takes what a job took into the guesses for the next ones. */
  public synchronized void learn(Job job, long tokens) {
    means.merge(
        Sort.of(job),
        new Mean(tokens, job.payloadBytes()),
        (mean, one) -> mean.plus(one.tokens(), one.bytes()));
  }
}
