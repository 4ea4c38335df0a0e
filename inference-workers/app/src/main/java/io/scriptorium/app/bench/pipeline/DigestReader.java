package io.scriptorium.app.bench.pipeline;

import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.engine.task.TaskUsage;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/**
 * A reader without a model, so that delivery is all there is to measure: it answers a digest of the
 * image, at once. It takes tasks only once a batch has begun, and prints a {@link CostPoint} when
 * the batch's first task comes and after each of its parts.
 */
final class DigestReader implements TaskRunner {
  private final PrintStream points;
  private Batch batch = Batch.NONE;
  private long taken;

  DigestReader(PrintStream points) {
    this.points = points;
  }

  /**
   * Tasks that may come.
   *
   * @param part tasks of a part
   * @param parts how many of them are told of
   */
  private record Batch(long part, long parts) {
    static final Batch NONE = new Batch(0, 0);

    boolean isPoint(long taken) {
      return parts > 0 && taken % part == 0 && taken <= part * parts;
    }
  }

  /** What it answers to an image. */
  static String text(byte[] image) {
    return Integer.toHexString(Arrays.hashCode(image));
  }

  /**
   * Begins a batch.
   *
   * @param tasks how many it has, at least as many as parts
   * @param parts how many parts are told of
   */
  synchronized void begin(long tasks, long parts) {
    batch = new Batch(tasks / parts, parts);
    taken = 0;
  }

  /** Takes no task until the next batch. */
  synchronized void hold() {
    batch = Batch.NONE;
  }

  @Override
  public CompletableFuture<TaskOutcome> submit(TaskRequest request) {
    count();
    String text = text(request.image());
    Duration none = Duration.ZERO;
    return CompletableFuture.completedFuture(
        new TaskOutcome.Done(
            new PageText(text, text, List.of()),
            OptionalDouble.empty(),
            1,
            1,
            "digest/1",
            new TaskUsage(0, 0, 0, none, none, none, none),
            List.of()));
  }

  private synchronized void count() {
    if (taken == 0) {
      points.println(CostPoint.now(0).line());
    }
    taken++;
    if (batch.isPoint(taken)) {
      points.println(CostPoint.now(taken).line());
    }
  }

  @Override
  public synchronized boolean hasRoom() {
    return batch.parts() > 0;
  }

  @Override
  public ModelIdentity model() {
    return new ModelIdentity("digest", "000000000000");
  }

  @Override
  public void close() {}
}
