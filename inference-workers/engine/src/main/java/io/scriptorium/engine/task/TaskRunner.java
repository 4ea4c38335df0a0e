package io.scriptorium.engine.task;

import io.scriptorium.engine.batch.EngineVitals;
import io.scriptorium.engine.model.ComputeType;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs tasks with a model. Safe for use by several threads; never blocks its caller. This is all
 * that a worker knows of the engine.
 */
public interface TaskRunner extends AutoCloseable {
  /**
   * Starts a task. The future completes with an outcome, on any thread; it completes exceptionally
   * only by a bug. Cancelling it frees what the task holds.
   */
  CompletableFuture<TaskOutcome> submit(TaskRequest request);

  /**
   * The same with its text told while it is read; a runner that reads in one go tells of nothing.
   */
  default CompletableFuture<TaskOutcome> submit(TaskRequest request, TextSink sink) {
    return submit(request);
  }

  /** Whether another task would find work to overlap with rather than just wait. */
  boolean hasRoom();

  /** Which model answers. */
  ModelIdentity model();

  /** How what computes for it is, one by one; empty where nothing does that could stand still. */
  default List<EngineVitals> engines() {
    return List.of();
  }

  /**
   * What the same task has the same answer by: the model, and whatever else its answers depend on.
   */
  default String fingerprint() {
    ModelIdentity model = model();
    return "%s/%s/%s".formatted(model.name(), model.version(), model.numbers());
  }

  /** Stops at once; tasks under way are cancelled. */
  @Override
  void close();

  /**
   * Which model answers.
   *
   * @param version digest of its checkpoint: the first 12 hexadecimal digits of SHA-256
   * @param numbers what it computes with, as {@link ComputeType} names it; empty where there are
   *     none to speak of
   */
  record ModelIdentity(String name, String version, String numbers) {
    /** One that computes with nothing in particular. */
    public ModelIdentity(String name, String version) {
      this(name, version, "");
    }

    ModelIdentity with(ComputeType type) {
      return new ModelIdentity(name, version, type.name());
    }
  }
}
