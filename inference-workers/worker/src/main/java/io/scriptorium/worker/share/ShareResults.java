package io.scriptorium.worker.share;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Writes what comes of jobs, without transactions. Safe for use by several threads. */
final class ShareResults implements AutoCloseable {
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;

  ShareResults(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** What became of a record, once brokers have answered. */
  enum Written {
    /** It is there to stay. */
    DURABLE,
    /** It is longer than its topic takes. */
    TOO_LONG
  }

  /**
   * Writes a record; it is not to be called by what is told of the end of another, since that is
   * the producer's own thread, which this may block.
   *
   * @return fails with a {@link KafkaException} if the cluster does
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback says the same.
  CompletableFuture<Written> write(ProducerRecord<byte[], byte[]> record) {
    CompletableFuture<Written> written = new CompletableFuture<>();
    try {
      producer.send(
          record,
          (place, failure) -> {
            if (failure == null) {
              written.complete(Written.DURABLE);
            } else if (failure instanceof RecordTooLargeException) {
              written.complete(Written.TOO_LONG);
            } else {
              written.completeExceptionally(failure);
            }
          });
    } catch (KafkaException e) {
      written.completeExceptionally(e);
    }
    return written;
  }

  @Override
  public void close() {
    producer.close(CLOSE_WAIT);
  }
}
