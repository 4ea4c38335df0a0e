package io.scriptorium.app.bench;

import io.scriptorium.app.console.ActionableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How much a benchmark of batching measures.
 *
 * @param concurrency requests at a time, each measured on its own
 * @param requests requests of a run; empty: by concurrency
 * @param rounds how often everything is measured
 * @param time after which no further round of a concurrency begins; the first one always does
 */
record Effort(List<Integer> concurrency, Optional<Integer> requests, int rounds, Duration time) {
  Effort {
    concurrency = List.copyOf(concurrency);
    if (concurrency.isEmpty()
        || concurrency.stream().anyMatch(each -> each < 1)
        || requests.filter(each -> each < 1).isPresent()
        || rounds < 1
        || time.isNegative()) {
      throw new ActionableException("--concurrency, --requests and --rounds are at least 1");
    }
  }

  /** Requests of a run: unless said otherwise, each place in the batch is filled several times. */
  int requests(int concurrency, Workload workload) {
    return requests.orElse(Math.max(workload.fewRequests(), workload.times() * concurrency));
  }
}
