package io.scriptorium.producers.split;

import io.scriptorium.producers.tail.TailClients;
import io.scriptorium.schemas.RecordFormat;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Makes the splitter's Kafka clients, anew after each failure. */
public interface SplitterClients {
  /** A consumer of the splitter's group that commits nothing by itself. */
  Consumer<byte[], byte[]> consumer();

  /** A transactional producer, not yet initialised; its predecessor is fenced by it. */
  Producer<byte[], byte[]> producer();

  /** Consumers that belong to no group. */
  TailClients tails();

  /** What the values of their records are like. */
  default RecordFormat format() {
    return RecordFormat.SINGLE_OBJECT;
  }
}
