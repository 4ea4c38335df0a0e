package io.scriptorium.engine.task;

import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.task.TaskOutcome.Failed;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads on which tasks begin and end, and the tasks under way on them. */
final class TaskThreads {
  private static final Logger LOG = LoggerFactory.getLogger(TaskThreads.class);

  private final Load load;
  private final ExecutorService preparation;
  private final ExecutorService finishing;
  private final Set<TaskRun> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Starts them.
   *
   * @param preparationThreads on which tasks begin
   * @param maxPendingTokens image tokens before the model above which there is no room
   */
  TaskThreads(int preparationThreads, long maxPendingTokens) {
    this.load = new Load(maxPendingTokens, preparationThreads + 1);
    this.preparation = Executors.newFixedThreadPool(preparationThreads, named("task-preparation"));
    this.finishing = Executors.newSingleThreadExecutor(named("task-finishing"));
  }

  /** How a task begins, on a preparation thread. */
  interface Beginning {
    CompletableFuture<TaskOutcome> of(TaskRun run) throws ImageRejectedException;
  }

  /** Runs what follows a model's answers, one after the other. */
  Executor finishing() {
    return finishing;
  }

  /** Whether another task would find work to overlap with rather than just wait. */
  boolean hasRoom() {
    return !closed && load.hasRoom();
  }

  /** Starts a task; its future completes with an outcome whatever happens. */
  CompletableFuture<TaskOutcome> start(TaskRequest request, TextSink sink, Beginning beginning) {
    TaskRun run = new TaskRun(request, sink, load);
    running.add(run);
    load.beginPreparing();
    var unused =
        run.outcome()
            .whenComplete(
                (outcome, error) -> {
                  running.remove(run);
                  run.cancelRequests();
                });
    try {
      preparation.execute(() -> prepare(run, beginning));
    } catch (RejectedExecutionException e) {
      load.endPreparing();
      run.outcome().complete(stopped());
    }
    return run.outcome();
  }

  private void prepare(TaskRun run, Beginning beginning) {
    try {
      if (!closed && run.start()) {
        var unused = beginning.of(run).whenComplete((outcome, error) -> end(run, outcome, error));
        load.learn(run.imageTokens());
      }
    } catch (ImageRejectedException | RuntimeException | OutOfMemoryError e) {
      end(run, null, e);
    } finally {
      load.endPreparing();
    }
  }

  private static void end(TaskRun run, @Nullable TaskOutcome outcome, @Nullable Throwable error) {
    if (error == null) {
      run.outcome().complete(outcome);
      return;
    }
    Failed failed = TaskFailedException.outcome(error);
    if (run.outcome().complete(failed) && failed.reason() == Reason.INTERNAL) {
      LOG.atWarn().setCause(error).addKeyValue("kind", run.request().kind()).log("Task failed");
    }
  }

  /**
   * Cancels all tasks and ends the threads.
   *
   * @param model stops what computes for them, in between
   */
  void close(Runnable model) {
    closed = true;
    preparation.shutdown();
    running.forEach(run -> run.outcome().complete(stopped()));
    model.run();
    awaitEnd(preparation);
    finishing.shutdown();
    awaitEnd(finishing);
  }

  /** Native resources may go only when nobody uses them any more. */
  static void awaitEnd(ExecutorService threads) {
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Failed stopped() {
    return new Failed(Reason.CANCELLED, "the model was stopped");
  }

  /** Daemon threads with numbered names. */
  static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }
}
