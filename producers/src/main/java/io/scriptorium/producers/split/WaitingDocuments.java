package io.scriptorium.producers.split;

import io.scriptorium.avro.Priority;
import io.scriptorium.producers.share.FairQueue;
import io.scriptorium.schemas.Topics;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Documents that were polled and not begun, by lanes. Of ten documents, where all lanes have some,
 * six are of high priority, three of normal, one of low. For one thread.
 */
final class WaitingDocuments {
  private static final Map<Priority, Integer> WEIGHTS =
      new EnumMap<>(Map.of(Priority.HIGH, 6, Priority.NORMAL, 3, Priority.LOW, 1));

  private final FairQueue<Priority, ConsumerRecord<byte[], byte[]>> records =
      new FairQueue<>(lane -> WEIGHTS.getOrDefault(lane, 1), record -> 1);

  private final Map<Priority, Integer> counts = new EnumMap<>(Priority.class);

  void add(ConsumerRecord<byte[], byte[]> record) {
    records.add(lane(record.topic()), record);
    counts.merge(lane(record.topic()), 1, Integer::sum);
  }

  ConsumerRecord<byte[], byte[]> removeFirst() {
    ConsumerRecord<byte[], byte[]> first = records.removeFirst();
    counts.merge(lane(first.topic()), -1, Integer::sum);
    return first;
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  /** Forgets documents of partitions that are gone. */
  void drop(Collection<TopicPartition> partitions) {
    records.removeIf(
        record -> {
          boolean isGone =
              partitions.contains(new TopicPartition(record.topic(), record.partition()));
          if (isGone) {
            counts.merge(lane(record.topic()), -1, Integer::sum);
          }
          return isGone;
        });
  }

  /** Which of some partitions are of a lane that has enough waiting. */
  Set<TopicPartition> held(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .filter(partition -> counts.getOrDefault(lane(partition.topic()), 0) > 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Priority lane(String topic) {
    return Topics.DOCUMENT_LANES.priority(topic).orElse(Priority.NORMAL);
  }
}
