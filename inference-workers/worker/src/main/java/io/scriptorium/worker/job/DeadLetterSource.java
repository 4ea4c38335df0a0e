package io.scriptorium.worker.job;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.NullUnmarked;

/** What of a record goes into its dead letter. */
final class DeadLetterSource {
  private DeadLetterSource() {}

  /** The record's place and key alone. */
  @NullUnmarked
  static ConsumerRecord<byte[], byte[]> withoutContent(ConsumerRecord<byte[], byte[]> source) {
    return new ConsumerRecord<>(
        source.topic(),
        source.partition(),
        source.offset(),
        source.timestamp(),
        source.timestampType(),
        source.serializedKeySize(),
        source.serializedValueSize(),
        source.key(),
        null,
        new RecordHeaders(),
        Optional.empty());
  }
}
