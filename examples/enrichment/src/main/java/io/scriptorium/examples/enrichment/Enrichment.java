package io.scriptorium.examples.enrichment;

import io.scriptorium.avro.DocumentResult;
import io.scriptorium.schemas.Topics;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Joins orders and the results of their documents by key: a document was submitted under its
 * order's number, so that the number is the job's id and the key of the result.
 *
 * <p>Both sides are tables. Whichever comes last brings the enriched order about, and so does each
 * later change of the order.
 */
public final class Enrichment {
  private Enrichment() {}

  /**
   * The topology.
   *
   * @param orders topic of orders: text, keyed by the order's number; of any number of partitions
   * @param enriched topic that {@link EnrichedOrder}s go to, with the same key
   */
  public static Topology topology(String orders, String enriched) {
    Serde<String> text = Serdes.String();
    StreamsBuilder builder = new StreamsBuilder();
    // Stores and topics that have names are found again by a topology that has changed.
    KTable<String, DocumentResult> documents =
        builder.table(
            Topics.DOCUMENT_RESULTS.name(),
            Consumed.with(text, Topics.DOCUMENT_RESULTS.serde()),
            Materialized.as("documents"));
    // What is joined must be partitioned alike, and the platform's topic need not be.
    builder.stream(orders, Consumed.with(text, text))
        .repartition(Repartitioned.with(text, text).withName("orders"))
        .toTable(
            Materialized.<String, String, KeyValueStore<Bytes, byte[]>>as("orders")
                .withKeySerde(text)
                .withValueSerde(text))
        .join(documents, EnrichedOrder::of)
        .toStream()
        .to(enriched, Produced.with(text, text));
    return builder.build();
  }

  /**
   * Settings of Kafka Streams for it: each change is written once, a second instance keeps a copy
   * of the state, a result that cannot be decoded is logged and left out.
   *
   * @param bootstrapServers {@code host:port,…}
   */
  public static Properties settings(String bootstrapServers) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "order-enrichment");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    // With a cache, an order and a result that come together would each bring the other about.
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return settings;
  }
}
