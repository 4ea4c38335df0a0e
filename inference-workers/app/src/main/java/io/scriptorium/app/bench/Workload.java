package io.scriptorium.app.bench;

import io.scriptorium.engine.Request;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The requests of a benchmark.
 *
 * @param name of what is measured, as in the figures
 * @param times how often each place in the batch is filled
 * @param fewRequests requests of a run that has one at a time
 * @param generator so many requests, always the same
 */
record Workload(String name, int times, int fewRequests, IntFunction<List<Request>> generator) {
  private static final int WARM_UP = 1;

  List<Request> few() {
    return generator.apply(fewRequests);
  }

  List<Request> warmUp() {
    return generator.apply(WARM_UP);
  }
}
