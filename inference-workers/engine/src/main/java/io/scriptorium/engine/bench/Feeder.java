package io.scriptorium.engine.bench;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Generator;
import io.scriptorium.engine.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands requests to a generator such that only so many are on their way; each answer brings in the
 * next request, on the thread that gave the answer.
 */
final class Feeder {
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
   * @throws IllegalStateException if one ended neither by a stop token nor by its length
   */
  List<Completion> run(int concurrency) {
    for (int i = 0; i < concurrency; i++) {
      submitNext();
    }
    List<Completion> completions = answers.stream().map(CompletableFuture::join).toList();
    for (Completion completion : completions) {
      FinishReason reason = completion.finishReason();
      if (reason != FinishReason.STOP && reason != FinishReason.LENGTH) {
        throw new IllegalStateException(
            "A request ended as " + reason + " " + completion.message());
      }
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
