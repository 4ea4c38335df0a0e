package io.scriptorium.engine;

import java.util.concurrent.CompletableFuture;

/**
 * Continues prompts. Safe for use by several threads; never blocks its caller. Requests of
 * different callers share the running batch.
 */
public interface Generator extends AutoCloseable {
  /**
   * Queues a request. The future completes with every outcome, failures of the request included;
   * cancelling it ends the sequence at the next step.
   */
  CompletableFuture<Completion> submit(Request request);

  /** Requests that were submitted and have not ended. */
  int pending();

  /** Stops after the current step; pending requests end as cancelled. */
  @Override
  void close();
}
