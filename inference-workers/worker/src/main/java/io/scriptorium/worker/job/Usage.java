package io.scriptorium.worker.job;

import io.scriptorium.avro.Timings;
import io.scriptorium.avro.TokenCounts;
import io.scriptorium.engine.task.TaskUsage;
import java.time.Duration;

/** From what a job took to a record's counts and times. */
final class Usage {
  private Usage() {}

  static TokenCounts tokens(TaskUsage usage) {
    return new TokenCounts(usage.textTokens(), usage.imageTokens(), usage.outputTokens());
  }

  static Timings timings(Answer.Effort effort, TaskUsage usage) {
    return new Timings(
        millis(effort.queued().plus(usage.queued())),
        millis(effort.fetch()),
        millis(usage.decode()),
        millis(usage.layout()),
        millis(usage.model()));
  }

  /** Times of a job that no model saw. */
  static Timings timings(Answer.Effort effort) {
    return new Timings(millis(effort.queued()), millis(effort.fetch()), 0.0, 0.0, 0.0);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
