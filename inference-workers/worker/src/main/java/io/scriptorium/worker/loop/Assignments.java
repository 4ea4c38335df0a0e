package io.scriptorium.worker.loop;

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
  }

  void drop(Collection<TopicPartition> partitions) {
    held.keySet().removeAll(partitions);
  }

  Set<TopicPartition> partitions() {
    return Set.copyOf(held.keySet());
  }

  /** Takes a record; empty if it was finished before or belongs to nobody here. */
  Optional<Received> take(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Assignment assignment = held.get(partition);
    if (assignment != null && assignment.offsets.contradicts(record.offset())) {
      assign(partition, PartitionOffsets.startingAt(record.offset()));
      assignment = held.get(partition);
    }
    return assignment != null && assignment.offsets.take(record.offset())
        ? Optional.of(new Received(record, assignment.epoch))
        : Optional.empty();
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
  }

  /** Notes how far the consumer has read a partition. */
  void readUpTo(TopicPartition partition, long position) {
    Assignment assignment = held.get(partition);
    if (assignment != null) {
      assignment.offsets.readUpTo(position);
    }
  }

  /**
   * What has changed since the last commit, of the partitions that have results and of those where
   * nothing is unfinished: without the latter, transaction markers would look like lag for ever.
   */
  Map<TopicPartition, OffsetAndMetadata> toCommit(Set<TopicPartition> withResults) {
    Map<TopicPartition, OffsetAndMetadata> changed = new HashMap<>();
    held.forEach(
        (partition, assignment) -> {
          if (withResults.contains(partition) || assignment.offsets.pending() == 0) {
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
