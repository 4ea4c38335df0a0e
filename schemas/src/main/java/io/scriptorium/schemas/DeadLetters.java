package io.scriptorium.schemas;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.Failure;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Wraps records that could not be processed, byte for byte. */
public final class DeadLetters {
  private static final AvroCodec<DeadLetter> CODEC = Topics.DEAD_LETTERS.codec();

  private DeadLetters() {}

  /**
   * Why and by whom a record was given up.
   *
   * @param stage splitter, worker or assembler
   * @param failure the reason
   * @param jobId the job, where the record could be decoded
   * @param attempts tries before giving up
   */
  public record Cause(String stage, Failure failure, Optional<String> jobId, int attempts) {}

  /** The dead letter of a record, ready for the topic; it keeps the original's key. */
  public static ProducerRecord<byte[], byte[]> of(
      ConsumerRecord<byte[], byte[]> original, Cause cause, Instant now) {
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setTopic(original.topic())
            .setPartition(original.partition())
            .setOffset(original.offset())
            .setTimestamp(Instant.ofEpochMilli(original.timestamp()))
            .setKey(OriginalRecord.wrap(original.key()))
            .setValue(OriginalRecord.wrap(original.value()))
            .setHeaders(OriginalRecord.headers(original.headers()))
            .setStage(cause.stage())
            .setFailure(cause.failure())
            .setJobId(cause.jobId().orElse(null))
            .setAttempts(cause.attempts())
            .setFailedAt(now)
            .build();
    return new ProducerRecord<>(Topics.DEAD_LETTERS.name(), original.key(), CODEC.encode(letter));
  }

  /** The record that was given up, ready to be submitted again: same topic, key, value, headers. */
  public static ProducerRecord<byte[], byte[]> original(DeadLetter letter) {
    return new ProducerRecord<>(
        letter.getTopic(),
        null,
        OriginalRecord.bytes(letter.getKey()),
        OriginalRecord.bytes(letter.getValue()),
        OriginalRecord.headers(letter.getHeaders()));
  }
}
