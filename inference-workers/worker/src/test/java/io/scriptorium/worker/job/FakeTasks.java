package io.scriptorium.worker.job;

import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.engine.task.TextSink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A model whose tasks end when the test says so. */
public final class FakeTasks implements TaskRunner {
  /** Tasks in the order in which they were submitted. */
  public final List<CompletableFuture<TaskOutcome>> submitted = new CopyOnWriteArrayList<>();

  public final List<TaskRequest> requests = new CopyOnWriteArrayList<>();

  /** Where their text goes while it is read. */
  public final List<TextSink> sinks = new CopyOnWriteArrayList<>();

  @Override
  public CompletableFuture<TaskOutcome> submit(TaskRequest request) {
    CompletableFuture<TaskOutcome> outcome = new CompletableFuture<>();
    requests.add(request);
    submitted.add(outcome);
    return outcome;
  }

  @Override
  public CompletableFuture<TaskOutcome> submit(TaskRequest request, TextSink sink) {
    sinks.add(sink);
    return submit(request);
  }

  /** Ends the task that was submitted as the given one, from 0. */
  public void end(int index, TaskOutcome outcome) {
    submitted.get(index).complete(outcome);
  }

  @Override
  public boolean hasRoom() {
    return true;
  }

  @Override
  public ModelIdentity model() {
    return new ModelIdentity("fake", "0123456789ab");
  }

  @Override
  public void close() {
    submitted.forEach(task -> task.cancel(false));
  }
}
