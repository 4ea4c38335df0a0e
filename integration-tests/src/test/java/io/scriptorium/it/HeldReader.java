package io.scriptorium.it;

import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TaskRunner;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A reader without a model whose tasks end when the test says so. */
final class HeldReader implements TaskRunner {
  private final Map<CompletableFuture<TaskOutcome>, String> running = new ConcurrentHashMap<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final int places;

  /** A reader that takes so many tasks at once. */
  HeldReader(int places) {
    this.places = places;
  }

  @Override
  @SuppressWarnings({"FutureReturnValueIgnored", "CollectionUndefinedEquality"}) // By identity.
  public CompletableFuture<TaskOutcome> submit(TaskRequest request) {
    CompletableFuture<TaskOutcome> outcome = new CompletableFuture<>();
    begun.incrementAndGet();
    running.put(outcome, SlowReader.text(request.image()));
    outcome.whenComplete((end, cancelled) -> running.remove(outcome));
    return outcome;
  }

  /** Tasks under way. */
  int running() {
    return running.size();
  }

  /** Tasks that were ever begun. */
  int begun() {
    return begun.get();
  }

  /** Answers those under way. */
  void finishAll() {
    Map.copyOf(running).forEach((outcome, text) -> outcome.complete(SlowReader.read(text)));
  }

  @Override
  public boolean hasRoom() {
    return running.size() < places;
  }

  @Override
  public ModelIdentity model() {
    return new ModelIdentity("held-reader", "000000000000");
  }

  @Override
  public void close() {
    running.keySet().forEach(outcome -> outcome.cancel(false));
  }
}
