package io.scriptorium.worker.loop;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Partitions whose next record waits for its time. Owned by the poll thread. */
final class NotDue {
  private final Map<TopicPartition, Instant> due = new HashMap<>();

  /** Holds a partition until a time. */
  void hold(TopicPartition partition, Instant until) {
    due.put(partition, until);
  }

  /** Those held now. */
  Set<TopicPartition> partitions(Instant now) {
    due.values().removeIf(until -> !until.isAfter(now));
    return Set.copyOf(due.keySet());
  }

  void drop(Collection<TopicPartition> partitions) {
    due.keySet().removeAll(partitions);
  }
}
