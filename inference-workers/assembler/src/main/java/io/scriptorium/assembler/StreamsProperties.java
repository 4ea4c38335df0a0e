package io.scriptorium.assembler;

import io.scriptorium.schemas.Topics;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The assembler's settings as Kafka Streams takes them. */
final class StreamsProperties {
  private StreamsProperties() {}

  static Properties of(AssemblerSettings settings) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, "1");
    // There are no global tables; Kafka Streams warns where this is not said.
    properties.put("processing.exception.handler.global.enabled", "true");
    // Page results may have megabytes; Kafka's own bound is five times as many.
    properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, "200");
    // A long document is bound within one transaction; a slow blob store must not outlast it.
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), "30000");
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        Integer.toString(Topics.MAX_MESSAGE_BYTES));
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Long.toString(Outbox.TICK.toMillis()));
    // Kafka waits 100 ms before it asks again, which most commits then take.
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), "10");
    // A killed assembler's partitions are taken over within this time.
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), "10000");
    properties.putAll(settings.kafka());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, Assembler.APPLICATION_ID);
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateFolder().toString());
    return properties;
  }
}
