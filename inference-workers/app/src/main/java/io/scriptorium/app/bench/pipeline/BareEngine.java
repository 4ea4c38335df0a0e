package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.ErrorReporter;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.worker.job.TaskRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The engine alone: what a worker does with a page, without Kafka before and behind it. Files are
 * handed to the model as fast as it has room.
 */
final class BareEngine {
  private static final long WAIT_MILLIS = 1;

  private final Reading reading;
  private final Watch watch;

  BareEngine(Reading reading, Watch watch) {
    this.reading = reading;
    this.watch = watch;
  }

  /** Reads pages, or those until someone wants it to end. */
  Round read(List<Path> pages) throws IOException {
    LinkedBlockingQueue<TaskOutcome> answers = new LinkedBlockingQueue<>();
    Moment before = Moment.now(reading.model());
    int submitted = 0;
    int read = 0;
    int failed = 0;
    long tokens = 0;
    while (read + failed < submitted || (submitted < pages.size() && !watch.ends())) {
      while (submitted < pages.size() && !watch.ends() && reading.model().hasRoom()) {
        var unused =
            submit(pages.get(submitted)).exceptionally(BareEngine::failed).thenAccept(answers::add);
        submitted++;
      }
      TaskOutcome outcome = next(answers);
      if (outcome instanceof TaskOutcome.Done done) {
        tokens += done.usage().outputTokens();
        read++;
      } else if (outcome instanceof TaskOutcome.Failed) {
        failed++;
      }
    }
    Moment after = Moment.now(reading.model());
    return new Round(read, failed, tokens, after.since(before), after.sharesSince(before));
  }

  /**
   * Reads one page.
   *
   * @return the time from opening its file to its text in hand
   */
  Duration readOne(Path page) throws IOException {
    long begin = System.nanoTime();
    TaskOutcome outcome = submit(page).join();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    if (outcome instanceof TaskOutcome.Failed failed) {
      throw new ActionableException("%s: %s".formatted(page, failed.message()));
    }
    return took;
  }

  private CompletableFuture<TaskOutcome> submit(Path page) throws IOException {
    return reading.model().submit(TaskRequests.of(reading.task(), Files.readAllBytes(page)));
  }

  private static TaskOutcome failed(Throwable error) {
    return new TaskOutcome.Failed(TaskOutcome.Reason.INTERNAL, ErrorReporter.describe(error));
  }

  private static @Nullable TaskOutcome next(LinkedBlockingQueue<TaskOutcome> answers) {
    try {
      return answers.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ActionableException("Interrupted", e);
    }
  }
}
