package io.scriptorium.engine.batch;

import io.scriptorium.engine.Completion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The answers to one request, which complete its future together. */
final class Answers {
  private final CompletableFuture<Completion> future = new CompletableFuture<>();
  private final List<@Nullable Completion> answers;
  private int missing;

  Answers(int count) {
    this.answers = new ArrayList<>(Collections.nCopies(count, null));
    this.missing = count;
  }

  CompletableFuture<Completion> future() {
    return future;
  }

  /** How many there are to be. */
  int count() {
    return answers.size();
  }

  /** Answers with this one alone, since the others have not begun. */
  void end(Completion answer) {
    future.complete(answer);
  }

  /** Takes one in, once. The last one completes the future. */
  void put(int index, Completion answer) {
    answers.set(index, answer);
    if (--missing == 0) {
      List<Completion> all = answers.stream().flatMap(Stream::ofNullable).toList();
      Completion first = all.get(0);
      future.complete(all.size() == 1 ? first : first.beside(all.subList(1, all.size())));
    }
  }
}
