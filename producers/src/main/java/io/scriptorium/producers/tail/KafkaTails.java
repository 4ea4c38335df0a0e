package io.scriptorium.producers.tail;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Clients of a real cluster.
 *
 * @param connection Kafka's own settings, {@code bootstrap.servers} at least
 * @param instance name of whoever follows
 */
public record KafkaTails(Map<String, Object> connection, String instance) implements TailClients {
  private static final int FETCH_MAX_BYTES = 4 << 20;

  public KafkaTails {
    connection = Map.copyOf(connection);
  }

  /** Without the settings' values, which may be secrets. */
  @Override
  public String toString() {
    return "KafkaTails[%s, %s]".formatted(instance, new TreeSet<>(connection.keySet()));
  }

  @Override
  public Consumer<byte[], byte[]> committed() {
    return consumer("read_committed");
  }

  @Override
  public Consumer<byte[], byte[]> uncommitted() {
    return consumer("read_uncommitted");
  }

  private Consumer<byte[], byte[]> consumer(String isolation) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_MAX_BYTES);
    config.putAll(connection);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, instance + "-tail");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
