package io.scriptorium.schemas;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A topic of the catalogue.
 *
 * @param name its name on the broker
 * @param type class of its records
 * @param key what its records are keyed by
 * @param partitions how many a new topic gets; an existing one may have more
 * @param cleanup what becomes of old records
 * @param maxMessageBytes longest record in bytes
 */
public record Topic<R extends SpecificRecord>(
    String name, Class<R> type, KeyKind key, int partitions, Cleanup cleanup, int maxMessageBytes) {

  /** What a topic's records are keyed by; every key is UTF-8 text. */
  public enum KeyKind {
    /** The job's id. */
    JOB_ID,
    /** The job's id and the page's number, {@code jobId/page}; see {@link PageKey}. */
    JOB_ID_AND_PAGE,
    /** Tenant and key, {@code tenant/key}; see {@link IdempotencyKey}. */
    IDEMPOTENCY_KEY,
    /** Another record, and for whom it counts: {@code group/topic-partition@offset}. */
    RECORD,
    /** Whatever key the original record had. */
    ORIGINAL
  }

  /** What becomes of old records. */
  public sealed interface Cleanup {
    /** They are dropped after a time. */
    record Delete(Duration retention) implements Cleanup {}

    /** The latest record of each key is kept. */
    record Compact() implements Cleanup {}

    /** The latest record of each key is kept, for a time. */
    record CompactAndDelete(Duration retention) implements Cleanup {}
  }

  public Topic {
    if (partitions < 1 || maxMessageBytes < 1) {
      throw new IllegalArgumentException(
          "Topic %s has %d partitions and records of at most %d bytes"
              .formatted(name, partitions, maxMessageBytes));
    }
  }

  /** The same topic with another number of partitions. */
  public Topic<R> withPartitions(int count) {
    return new Topic<>(name, type, key, count, cleanup, maxMessageBytes);
  }

  /** The same topic under another name. */
  Topic<R> withName(String other) {
    return new Topic<>(other, type, key, partitions, cleanup, maxMessageBytes);
  }

  /** A codec for its records; hold on to it, making one parses schemas. */
  public AvroCodec<R> codec() {
    return new AvroCodec<>(type);
  }

  /** The same for records in another format, too. */
  public AvroCodec<R> codec(RecordFormat format) {
    return new AvroCodec<>(type, format.registry());
  }

  /** Newest released version of its records' schema. */
  public Schema schema() {
    List<Schema> versions = SchemaArchive.versions(type.getSimpleName());
    return versions.get(versions.size() - 1);
  }

  /** A serde for its records; hold on to it, making one parses schemas. */
  public Serde<R> serde() {
    AvroCodec<R> codec = codec();
    return Serdes.serdeFrom(new AvroSerializer<>(codec), new AvroDeserializer<>(codec));
  }

  /** The topic's settings on the broker, by Kafka's names, in alphabetical order. */
  public Map<String, String> config() {
    Map<String, String> config = new TreeMap<>();
    config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxMessageBytes));
    if (cleanup instanceof Cleanup.Delete delete) {
      config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
      config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(delete.retention().toMillis()));
    } else if (cleanup instanceof Cleanup.CompactAndDelete both) {
      config.put(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE);
      config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(both.retention().toMillis()));
    } else {
      config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    }
    return config;
  }

  /** What Kafka's admin client creates; the broker's own replication factor applies. */
  public NewTopic newTopic() {
    return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config());
  }
}
