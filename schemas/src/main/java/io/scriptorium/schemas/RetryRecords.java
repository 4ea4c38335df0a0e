package io.scriptorium.schemas;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.Retry;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;

/** Writes records that are to be tried again later, and reads them back. */
public final class RetryRecords {
  private static final AvroCodec<Retry> CODEC = new AvroCodec<>(Retry.class);

  private RetryRecords() {}

  /**
   * The retry of a record, ready for its lane; it keeps the original's key.
   *
   * @param failure how the last try ended
   * @param attempts tries so far
   */
  public static ProducerRecord<byte[], byte[]> of(
      ConsumerRecord<byte[], byte[]> original,
      Failure failure,
      int attempts,
      RetryLane lane,
      Instant now) {
    Retry retry =
        Retry.newBuilder()
            .setTopic(original.topic())
            .setPartition(original.partition())
            .setOffset(original.offset())
            .setTimestamp(Instant.ofEpochMilli(original.timestamp()))
            .setKey(OriginalRecord.wrap(original.key()))
            .setValue(OriginalRecord.wrap(original.value()))
            .setHeaders(OriginalRecord.headers(original.headers()))
            .setFailure(failure)
            .setAttempts(attempts)
            .setDueAt(now.plus(lane.delay()))
            .build();
    return new ProducerRecord<>(lane.topic().name(), original.key(), CODEC.encode(retry));
  }

  /** What a record of a lane holds; empty if it is no retry. */
  public static Optional<Retry> read(ConsumerRecord<byte[], byte[]> record) {
    return record.value() != null
            && CODEC.tryDecode(record.value()) instanceof Decoded.Ok<Retry> retry
        ? Optional.of(retry.value())
        : Optional.empty();
  }

  /** The record that is to be tried again, as it came. */
  public static ConsumerRecord<byte[], byte[]> original(Retry retry) {
    byte[] key = OriginalRecord.bytes(retry.getKey());
    byte[] value = OriginalRecord.bytes(retry.getValue());
    return new ConsumerRecord<>(
        retry.getTopic(),
        retry.getPartition(),
        retry.getOffset(),
        retry.getTimestamp().toEpochMilli(),
        TimestampType.CREATE_TIME,
        key == null ? ConsumerRecord.NULL_SIZE : key.length,
        value == null ? ConsumerRecord.NULL_SIZE : value.length,
        key,
        value,
        OriginalRecord.headers(retry.getHeaders()),
        Optional.empty());
  }
}
