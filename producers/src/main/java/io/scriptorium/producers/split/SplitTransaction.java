package io.scriptorium.producers.split;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The transaction under way: records and the offsets that they bring about. It begins with what is
 * first put into it. Any failure is Kafka's exception, after which producer and transaction are of
 * no more use. For use by the polling thread.
 */
final class SplitTransaction {
  private final Producer<byte[], byte[]> producer;
  private final Clock clock;
  private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
  private int records;
  private Instant begun = Instant.MIN;

  SplitTransaction(Producer<byte[], byte[]> producer, Clock clock) {
    this.producer = producer;
    this.clock = clock;
  }

  boolean isEmpty() {
    return offsets.isEmpty() && records == 0;
  }

  int records() {
    return records;
  }

  /** Time since its first record. */
  Duration age() {
    return isEmpty() ? Duration.ZERO : Duration.between(begun, clock.instant());
  }

  void send(ProducerRecord<byte[], byte[]> record) {
    begin();
    // A failed send fails the commit.
    var unused = producer.send(record);
    records++;
  }

  void progress(TopicPartition partition, OffsetAndMetadata offset) {
    begin();
    offsets.put(partition, offset);
  }

  /** Commits what was put in, if anything was. */
  void commit(Consumer<byte[], byte[]> consumer) {
    if (isEmpty()) {
      return;
    }
    producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
    producer.commitTransaction();
    offsets.clear();
    records = 0;
  }

  private void begin() {
    if (isEmpty()) {
      producer.beginTransaction();
      begun = clock.instant();
    }
  }
}
