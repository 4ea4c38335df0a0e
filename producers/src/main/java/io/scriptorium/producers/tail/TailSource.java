package io.scriptorium.producers.tail;

import io.scriptorium.schemas.Topic;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A topic to be followed.
 *
 * @param topic all of its partitions
 * @param start how far back it is read
 * @param sink takes its records, on the tail's thread; some may come again
 */
public record TailSource(Topic<?> topic, Start start, Sink sink) {

  /** How far back a topic is read. */
  public sealed interface Start {
    /** Records that are not older. */
    record NotOlderThan(Duration age) implements Start {}

    /** As many records of each partition, at most. */
    record Latest(long records) implements Start {}
  }

  /** Takes records one by one. */
  @FunctionalInterface
  public interface Sink {
    void accept(ConsumerRecord<byte[], byte[]> record);
  }
}
