package io.scriptorium.worker;

import io.scriptorium.producers.tail.KafkaTails;
import io.scriptorium.producers.tail.TailClients;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.loop.Clients;
import io.scriptorium.worker.settings.KafkaAccess;
import io.scriptorium.worker.settings.KafkaAccess.GroupProtocol;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's clients as a worker needs them. */
final class KafkaClients {
  private KafkaClients() {}

  /** New clients; the worker closes them. */
  static Clients of(KafkaAccess access) {
    return of(access, RecordFormat.SINGLE_OBJECT);
  }

  /** The same for records of a format. */
  static Clients of(KafkaAccess access, RecordFormat format) {
    String instance = access.groupId() + "-" + UUID.randomUUID();
    return new Clients(
        new KafkaConsumer<>(
            consumer(access, instance), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        () ->
            new KafkaProducer<>(
                producer(access, instance), new ByteArraySerializer(), format.serializer()),
        tails(access, instance),
        format);
  }

  /** Only those that belong to no group. */
  static TailClients tails(KafkaAccess access) {
    return tails(access, access.groupId() + "-" + UUID.randomUUID());
  }

  private static TailClients tails(KafkaAccess access, String instance) {
    Map<String, Object> connection = new HashMap<>(access.properties());
    connection.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, access.bootstrapServers());
    return new KafkaTails(connection, instance);
  }

  static Map<String, Object> consumer(KafkaAccess access, String instance) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 60_000);
    // Each partition that is held back keeps so much in memory; three lanes have many.
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 512 << 10);
    config.putAll(access.properties());
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, access.bootstrapServers());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, instance);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, access.groupId());
    config.put(
        ConsumerConfig.GROUP_PROTOCOL_CONFIG, access.protocol().name().toLowerCase(Locale.ROOT));
    if (access.protocol() == GroupProtocol.CLASSIC) {
      // Eager assignors take every partition away at each change, and the work under way with it.
      config.put(
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          CooperativeStickyAssignor.class.getName());
    } else {
      // The broker's own choice, uniform, may give one worker all pages and another all images.
      config.put(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, "range");
    }
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 32);
    return config;
  }

  static Map<String, Object> producer(KafkaAccess access, String instance) {
    Map<String, Object> config = new HashMap<>();
    // A transaction lasts milliseconds. One left open by a dead worker hides all later results from
    // readers until this time is over.
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
    config.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10);
    config.putAll(access.properties());
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, access.bootstrapServers());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, instance);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, instance);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE_BYTES);
    return config;
  }
}
