package io.scriptorium.engine.bench;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Generator;
import io.scriptorium.engine.Request;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Hands requests to a generator such that only so many are on their way; each answer brings in the
 * next request, on the thread that gave the answer.
 */
final class Feeder {
  private static final Set<FinishReason> ENDS =
      EnumSet.of(FinishReason.STOP, FinishReason.LENGTH, FinishReason.REPETITION);

  private final Generator generator;
  private final List<Request> requests;
  private final List<CompletableFuture<Completion>> answers = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  Feeder(Generator generator, List<Request> requests) {
    this.generator = generator;
    this.requests = requests;
    requests.forEach(request -> answers.add(new CompletableFuture<>()));
  }

  /**
   * All answers, in the order of the requests.
   *
   * @param counter is told on this thread how many answers are there
   * @throws IllegalStateException if one did not end by itself
   */
  List<Completion> run(int concurrency, IntConsumer counter) {
    for (int i = 0; i < concurrency; i++) {
      submitNext();
    }
    List<Completion> completions = new ArrayList<>();
    for (CompletableFuture<Completion> answer : answers) {
      Completion completion = answer.join();
      if (!ENDS.contains(completion.finishReason())) {
        throw new IllegalStateException(
            "A request ended as " + completion.finishReason() + " " + completion.message());
      }
      completions.add(completion);
      counter.accept(completions.size());
    }
    return completions;
  }

  private void submitNext() {
    int index = next.getAndIncrement();
    if (index < requests.size()) {
      var unused =
          generator
              .submit(requests.get(index))
              .whenComplete(
                  (completion, error) -> {
                    submitNext();
                    if (error == null) {
                      answers.get(index).complete(completion);
                    } else {
                      answers.get(index).completeExceptionally(error);
                    }
                  });
    }
  }
}
