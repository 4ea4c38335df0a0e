package io.scriptorium.schemas;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.Failure;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.NullUnmarked;

/**
 * Wraps records that could not be processed, byte for byte. The letter of a record that is longer
 * than a letter may be names its place alone.
 */
public final class DeadLetters {
  private static final AvroCodec<DeadLetter> CODEC = Topics.DEAD_LETTERS.codec();

  /** Most bytes of an original in its letter: the rest is for what surrounds it there. */
  private static final int LONGEST = Topics.DEAD_LETTERS.maxMessageBytes() - (64 << 10);

  /** Most bytes of a key where the original is left out; a longer one goes with it. */
  private static final int LONGEST_KEY = 1 << 10;

  private DeadLetters() {}

  /**
   * Why and by whom a record was given up.
   *
   * @param stage splitter, worker or assembler
   * @param failure the reason
   * @param jobId the job, where the record could be decoded
   * @param attempts tries before giving up
   */
  public record Cause(String stage, Failure failure, Optional<String> jobId, int attempts) {
    Cause with(Failure other) {
      return new Cause(stage, other, jobId, attempts);
    }
  }

  /** The dead letter of a record, ready for the topic; it keeps the original's key. */
  public static ProducerRecord<byte[], byte[]> of(
      ConsumerRecord<byte[], byte[]> original, Cause cause, Instant now) {
    long length = OriginalRecord.length(original);
    if (length > LONGEST) {
      Failure failure = cause.failure();
      String message =
          "%s (the original of %,d bytes is left out of this letter)"
              .formatted(failure.getMessage(), length);
      return letter(
          withoutContent(original), cause.with(new Failure(failure.getReason(), message)), now);
    }
    return letter(original, cause, now);
  }

  /** A record's place, time and key alone; without the key, too, if that is long. */
  @NullUnmarked
  public static ConsumerRecord<byte[], byte[]> withoutContent(
      ConsumerRecord<byte[], byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        record.serializedKeySize(),
        record.serializedValueSize(),
        OriginalRecord.length(record.key()) > LONGEST_KEY ? null : record.key(),
        null,
        new RecordHeaders(),
        Optional.empty());
  }

  private static ProducerRecord<byte[], byte[]> letter(
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
