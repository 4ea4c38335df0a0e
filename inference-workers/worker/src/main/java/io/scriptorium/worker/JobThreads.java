package io.scriptorium.worker;

import io.scriptorium.worker.job.JobRunner.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker's threads beside the one that polls: a few that fetch payloads, one that waits. */
final class JobThreads implements AutoCloseable {
  private final ExecutorService fetching;
  private final ScheduledThreadPoolExecutor waiting;

  JobThreads(int fetchThreads) {
    fetching = Executors.newFixedThreadPool(fetchThreads, named("scriptorium-worker-fetch-"));
    waiting = new ScheduledThreadPoolExecutor(1, named("scriptorium-worker-timer-"));
    // A deadline may be days away, long after its job is done and should be forgotten.
    waiting.setRemoveOnCancelPolicy(true);
  }

  Executor fetching() {
    return fetching;
  }

  Timer timer() {
    return (delay, action) -> waiting.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    waiting.shutdownNow();
    fetching.shutdownNow();
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
