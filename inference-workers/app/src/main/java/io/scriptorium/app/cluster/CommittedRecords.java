package io.scriptorium.app.cluster;

import io.scriptorium.schemas.Grant;
import io.scriptorium.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Committed records of some topics. Whoever reads them belongs to no group and leaves no trace on
 * the cluster. Owned by one thread.
 */
public final class CommittedRecords implements AutoCloseable {
  private static final Duration WAIT = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;

  private CommittedRecords(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /** Where to begin. */
  public enum Start {
    /** With the oldest record that is kept. */
    OLDEST,
    /** With what is written from now on. */
    NOW
  }

  /** Takes records one by one. */
  public interface RecordSink {
    void accept(ConsumerRecord<byte[], byte[]> record);
  }

  /**
   * Opens topics.
   *
   * @throws io.scriptorium.app.console.ActionableException if no broker answers, or topics or
   *     rights are missing
   */
  public static CommittedRecords of(Cluster cluster, Start start, List<Topic<?>> topics) {
    cluster.require(Grant.topics(AclOperation.READ, topics));
    Map<String, Object> settings = cluster.clientSettings();
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    Consumer<byte[], byte[]> consumer;
    try {
      consumer =
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw Cluster.unusable(e);
    }
    try {
      List<TopicPartition> partitions = new ArrayList<>();
      topics.forEach(topic -> partitions.addAll(partitions(consumer, topic)));
      consumer.assign(partitions);
      if (start == Start.OLDEST) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
      }
      return new CommittedRecords(consumer);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static List<TopicPartition> partitions(
      Consumer<byte[], byte[]> consumer, Topic<?> topic) {
    return consumer.partitionsFor(topic.name()).stream()
        .map(found -> new TopicPartition(found.topic(), found.partition()))
        .toList();
  }

  /** What is new, waiting for it if need be. */
  public ConsumerRecords<byte[], byte[]> poll(Duration wait) {
    return consumer.poll(wait);
  }

  /** Everything that is there now; later records stay unread. */
  public void readToEnd(RecordSink sink) {
    Map<TopicPartition, Long> end = consumer.endOffsets(consumer.assignment());
    while (end.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      poll(WAIT).forEach(sink::accept);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
