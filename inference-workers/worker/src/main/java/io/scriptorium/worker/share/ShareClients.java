package io.scriptorium.worker.share;

import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.settings.KafkaAccess;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka's clients of one worker that shares partitions.
 *
 * @param consumers makes members of the share group, which acknowledge explicitly and get one
 *     record at a time
 * @param producer writes results, without transactions
 */
public record ShareClients(
    Supplier<ShareConsumer<byte[], byte[]>> consumers, Producer<byte[], byte[]> producer) {

  /** Clients of a real cluster; the loop closes them. */
  public static ShareClients of(KafkaAccess access, RecordFormat format) {
    return new ShareClients(
        () ->
            new KafkaShareConsumer<>(
                consumer(access), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        new KafkaProducer<>(producer(access), new ByteArraySerializer(), format.serializer()));
  }

  static Map<String, Object> consumer(KafkaAccess access) {
    Map<String, Object> config = new HashMap<>(access.properties());
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, access.bootstrapServers());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, access.groupId() + "-" + UUID.randomUUID());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, access.groupId());
    config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    // By batches, one worker would take what others could begin at once.
    config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return config;
  }

  private static Map<String, Object> producer(KafkaAccess access) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    config.putAll(access.properties());
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, access.bootstrapServers());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, access.groupId() + "-" + UUID.randomUUID());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE_BYTES);
    return config;
  }
}
