package io.scriptorium.engine.bench;

import io.scriptorium.engine.Request;
import java.util.List;

/** A way to run requests, with its own copy of the weights and its own threads. */
public interface Mode extends AutoCloseable {
  /**
   * Runs all requests to their ends.
   *
   * @param concurrency most requests that run at a time
   * @throws IllegalStateException if a request fails
   */
  Answered run(List<Request> requests, int concurrency);

  @Override
  void close();
}
