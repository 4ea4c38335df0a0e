package io.scriptorium.worker.loop;

import io.scriptorium.worker.job.Origin;
import io.scriptorium.worker.offsets.PartitionOffsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that this worker holds. Each assignment has an epoch of its own, by which work
 * that outlives it is recognised. Owned by the poll thread.
 */
final class Assignments {
  private final Map<TopicPartition, Assignment> held = new HashMap<>();

  /**
   * Attempts of this process at records that are not finished, also where the partition is gone.
   */
  private final Map<TopicPartition, Map<Long, Integer>> own = new HashMap<>();

  private long epochs;

  private static final class Assignment {
    final long epoch;
    final PartitionOffsets offsets;
    Optional<OffsetAndMetadata> committed = Optional.empty();

    Assignment(long epoch, PartitionOffsets offsets) {
      this.epoch = epoch;
      this.offsets = offsets;
    }
  }

  void assign(TopicPartition partition, PartitionOffsets offsets) {
    epochs++;
    held.put(partition, new Assignment(epochs, offsets));
    Map<Long, Integer> attempts = ownOf(partition);
    attempts.replaceAll((offset, count) -> Math.min(count, offsets.attempts(offset)));
    attempts.values().removeIf(count -> count == 0);
  }

  private Map<Long, Integer> ownOf(TopicPartition partition) {
    return own.computeIfAbsent(partition, key -> new HashMap<>());
  }

  void drop(Collection<TopicPartition> partitions) {
    held.keySet().removeAll(partitions);
  }

  Set<TopicPartition> partitions() {
    return Set.copyOf(held.keySet());
  }

  /** Takes a record; empty if it was finished before or belongs to nobody here. */
  Optional<Received> take(ConsumerRecord<byte[], byte[]> record, Origin origin) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Assignment assignment = held.get(partition);
    if (assignment != null && assignment.offsets.contradicts(record.offset())) {
      assign(partition, PartitionOffsets.startingAt(record.offset()));
      assignment = held.get(partition);
    }
    if (assignment == null || !assignment.offsets.take(record.offset())) {
      return Optional.empty();
    }
    Received.Attempts attempts =
        new Received.Attempts(
            assignment.offsets.attempts(record.offset()),
            ownOf(partition).getOrDefault(record.offset(), 0));
    return Optional.of(new Received(record, origin, assignment.epoch, attempts));
  }

  /**
   * Counts one more attempt at a record, which the next commit makes known; once, however often.
   */
  void begin(Received received) {
    Assignment assignment = held.get(received.partition());
    if (assignment != null && assignment.epoch == received.epoch()) {
      long offset = received.record().offset();
      Received.Attempts before = received.attempts();
      assignment.offsets.attempts(offset, before.counted() + 1);
      ownOf(received.partition()).put(offset, before.own() + 1);
    }
  }

  /** Takes this process's attempts back: what it gives up unfinished did not kill it. */
  void giveBack(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      Assignment assignment = held.get(partition);
      Map<Long, Integer> attempts = own.remove(partition);
      if (assignment != null && attempts != null) {
        attempts.forEach(
            (offset, count) ->
                assignment.offsets.attempts(offset, assignment.offsets.attempts(offset) - count));
      }
    }
  }

  /** Whether the assignment under which a record came still lasts. */
  boolean isCurrent(Received received) {
    Assignment assignment = held.get(received.partition());
    return assignment != null && assignment.epoch == received.epoch();
  }

  /** Marks a record as finished, whose assignment lasts. */
  void finish(Received received) {
    Assignment assignment = held.get(received.partition());
    if (assignment == null || assignment.epoch != received.epoch()) {
      throw new IllegalArgumentException("Not of this assignment: " + received.partition());
    }
    assignment.offsets.finish(received.record().offset());
    ownOf(received.partition()).remove(received.record().offset());
  }

  /** Notes how far the consumer has read a partition. */
  void readUpTo(TopicPartition partition, long position) {
    Assignment assignment = held.get(partition);
    if (assignment != null) {
      assignment.offsets.readUpTo(position);
    }
  }

  /**
   * What has changed since the last commit, of the partitions that have news and of those where
   * nothing is unfinished: without the latter, transaction markers would look like lag for ever.
   */
  Map<TopicPartition, OffsetAndMetadata> toCommit(Set<TopicPartition> withNews) {
    Map<TopicPartition, OffsetAndMetadata> changed = new HashMap<>();
    held.forEach(
        (partition, assignment) -> {
          if (withNews.contains(partition) || assignment.offsets.pending() == 0) {
            OffsetAndMetadata now = assignment.offsets.committable();
            if (!assignment.committed.equals(Optional.of(now))) {
              changed.put(partition, now);
            }
          }
        });
    return changed;
  }

  /** Notes what was committed. */
  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          Assignment assignment = held.get(partition);
          if (assignment != null) {
            assignment.committed = Optional.of(offset);
          }
        });
  }

  /** Partitions of which no further record can be taken before some are finished. */
  Set<TopicPartition> full() {
    Set<TopicPartition> full = new HashSet<>();
    held.forEach(
        (partition, assignment) -> {
          if (!assignment.offsets.hasRoom()) {
            full.add(partition);
          }
        });
    return full;
  }

  /** Records taken and not finished. */
  int pending() {
    return held.values().stream().mapToInt(assignment -> assignment.offsets.pending()).sum();
  }
}
