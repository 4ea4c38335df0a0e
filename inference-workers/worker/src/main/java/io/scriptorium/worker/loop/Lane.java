package io.scriptorium.worker.loop;

import io.scriptorium.producers.share.FairQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Jobs of one lane on their way to the model, in an order that is fair to tenants. Owned by the
 * poll thread.
 *
 * <pre>
 *   taken → chosen, their attempts counted by the next commit → counted, to be started
 * </pre>
 */
final class Lane {
  private final FairQueue<String, Waiting> taken;
  private final Deque<Waiting> chosen = new ArrayDeque<>();
  private final Deque<Waiting> counted = new ArrayDeque<>();

  /** An empty lane, shared by these weights of tenants. */
  Lane(ToDoubleFunction<String> weights) {
    taken = new FairQueue<>(weights, waiting -> waiting.cost().tokens());
  }

  /**
   * Who is next.
   *
   * @param isCounted whether it may start
   */
  record Head(Waiting waiting, boolean isCounted) {}

  void add(Waiting waiting) {
    taken.add(waiting.job().tenant(), waiting);
  }

  boolean isEmpty() {
    return size() == 0;
  }

  int size() {
    return taken.size() + chosen.size() + counted.size();
  }

  /** Tenants of which jobs wait to be chosen. */
  int tenants() {
    return taken.flows();
  }

  /** The next of a lane that is not empty. */
  Head head() {
    if (!counted.isEmpty()) {
      return new Head(counted.getFirst(), true);
    }
    return new Head(chosen.isEmpty() ? taken.first() : chosen.getFirst(), false);
  }

  /** Chooses jobs until so many have been or may start. */
  void choose(int ahead) {
    while (!taken.isEmpty() && chosen.size() + counted.size() < ahead) {
      chosen.add(taken.removeFirst());
    }
  }

  /** Those whose attempts the next commit is to count. */
  Stream<Waiting> chosen() {
    return chosen.stream();
  }

  /** Notes that the attempts at the chosen ones are committed. */
  void count() {
    counted.addAll(chosen);
    chosen.clear();
  }

  /** Takes out the next, which is counted. */
  Waiting start() {
    return counted.removeFirst();
  }

  /** Takes out those that are meant. */
  void removeIf(Predicate<Waiting> which, Consumer<Waiting> taker) {
    Predicate<Waiting> taking =
        waiting -> {
          boolean isMeant = which.test(waiting);
          if (isMeant) {
            taker.accept(waiting);
          }
          return isMeant;
        };
    taken.removeIf(taking);
    chosen.removeIf(taking);
    counted.removeIf(taking);
  }
}
