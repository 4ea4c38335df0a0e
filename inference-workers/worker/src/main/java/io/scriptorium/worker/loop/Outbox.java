package io.scriptorium.worker.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Finished work on its way into a transaction. Any thread puts it in; all else is the poll
 * thread's.
 */
final class Outbox {
  /** Most endings that wait for a transaction before intake stops. */
  private static final int MOST_ENDINGS = 1000;

  private final long maxBytes;
  private final BlockingDeque<Finished> arrivals = new LinkedBlockingDeque<>();
  private final List<Finished> waiting = new ArrayList<>();
  private long bytes;

  Outbox(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Brings finished work, from any thread. */
  void put(Finished finished) {
    arrivals.add(finished);
  }

  /** The next finished work that nobody has looked at. */
  Optional<Finished> nextArrival() {
    return Optional.ofNullable(arrivals.poll());
  }

  /** Waits until there is finished work that nobody has looked at, or the time is over. */
  void awaitArrival(Duration atMost) {
    try {
      Finished first = arrivals.pollFirst(atMost.toNanos(), TimeUnit.NANOSECONDS);
      if (first != null) {
        arrivals.addFirst(first);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets finished work wait for the next transaction. */
  void keep(Finished finished) {
    waiting.add(finished);
    bytes += finished.bytes();
  }

  /** Forgets waiting work. */
  void drop(Predicate<Finished> which) {
    waiting.removeIf(which);
    count();
  }

  /** Exchanges waiting work, one for one. */
  void replaceAll(UnaryOperator<Finished> change) {
    waiting.replaceAll(change);
    count();
  }

  List<Finished> waiting() {
    return List.copyOf(waiting);
  }

  Set<TopicPartition> partitions() {
    return waiting.stream()
        .map(finished -> finished.received().partition())
        .collect(Collectors.toUnmodifiableSet());
  }

  List<ProducerRecord<byte[], byte[]>> records() {
    return waiting.stream().flatMap(finished -> finished.ending().records().stream()).toList();
  }

  boolean isEmpty() {
    return waiting.isEmpty() && arrivals.isEmpty();
  }

  /** Whether so much waits that no more should be begun. */
  boolean isFull() {
    return waiting.size() >= MOST_ENDINGS || bytes >= maxBytes;
  }

  private void count() {
    bytes = waiting.stream().mapToLong(Finished::bytes).sum();
  }
}
