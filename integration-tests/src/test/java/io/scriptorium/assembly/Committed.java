package io.scriptorium.assembly;

import io.scriptorium.schemas.AvroDeserializer;
import io.scriptorium.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All committed records of a topic, from its beginning. */
final class Committed<R extends SpecificRecord> implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final List<R> read = new ArrayList<>();
  private final KafkaConsumer<byte[], R> consumer;

  Committed(String bootstrapServers, Topic<R> topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new AvroDeserializer<>(topic.codec()));
    Collection<TopicPartition> partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** What was read so far, after one more look. */
  List<R> read() {
    for (ConsumerRecord<byte[], R> record : consumer.poll(POLL)) {
      read.add(record.value());
    }
    return read;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
