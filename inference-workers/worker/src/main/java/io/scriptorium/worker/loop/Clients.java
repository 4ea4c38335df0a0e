package io.scriptorium.worker.loop;

import io.scriptorium.producers.tail.TailClients;
import io.scriptorium.schemas.RecordFormat;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Kafka's clients of one worker.
 *
 * @param consumer reads jobs; never commits by itself
 * @param producers makes transactional producers, all of the same transactional id, which is this
 *     worker's alone
 * @param tails makes consumers that belong to no group
 * @param format what the values of their records are like
 */
public record Clients(
    Consumer<byte[], byte[]> consumer,
    Supplier<Producer<byte[], byte[]>> producers,
    TailClients tails,
    RecordFormat format) {

  /** Those for records in the default format. */
  public Clients(
      Consumer<byte[], byte[]> consumer,
      Supplier<Producer<byte[], byte[]>> producers,
      TailClients tails) {
    this(consumer, producers, tails, RecordFormat.SINGLE_OBJECT);
  }
}
