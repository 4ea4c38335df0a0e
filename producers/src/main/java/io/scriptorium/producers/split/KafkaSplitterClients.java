package io.scriptorium.producers.split;

import io.scriptorium.producers.tail.KafkaTails;
import io.scriptorium.producers.tail.TailClients;
import io.scriptorium.schemas.Groups;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Clients of a real cluster.
 *
 * @param connection Kafka's own settings, {@code bootstrap.servers} at least
 * @param instance name of this splitter, unlike that of every other one that runs, and the same
 *     after a restart, so that what it left unfinished is undone at once
 * @param format what the values of records are like
 */
public record KafkaSplitterClients(
    Map<String, Object> connection, String instance, RecordFormat format)
    implements SplitterClients {
  /** The consumer group of all splitters. */
  public static final String GROUP = Groups.SPLITTER;

  /** One document at a time: a record waits at the broker, not here. */
  private static final int MAX_POLL_RECORDS = 1;

  private static final int MAX_POLL_INTERVAL_MS = 30_000;
  private static final int SESSION_TIMEOUT_MS = 10_000;
  private static final int TRANSACTION_TIMEOUT_MS = 20_000;

  /** Kafka waits 100 ms before it asks again, which most commits then take. */
  private static final int RETRY_BACKOFF_MS = 10;

  public KafkaSplitterClients {
    connection = Map.copyOf(connection);
  }

  /** Those for records in the default format. */
  public KafkaSplitterClients(Map<String, Object> connection, String instance) {
    this(connection, instance, RecordFormat.SINGLE_OBJECT);
  }

  /** Without the settings' values, which may be secrets. */
  @Override
  public String toString() {
    return "KafkaSplitterClients[%s, %s]".formatted(instance, new TreeSet<>(connection.keySet()));
  }

  @Override
  public Consumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, GROUP + "-" + instance);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MS);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Producer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, GROUP + "-" + instance);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, GROUP + "-" + instance);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_POLL_INTERVAL_MS / 2);
    settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_BACKOFF_MS);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE_BYTES);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), format.serializer());
  }

  @Override
  public TailClients tails() {
    return new KafkaTails(connection, GROUP + "-" + instance);
  }
}
