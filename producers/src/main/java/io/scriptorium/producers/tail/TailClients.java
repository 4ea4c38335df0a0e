package io.scriptorium.producers.tail;

import org.apache.kafka.clients.consumer.Consumer;

/** Makes consumers without a group, anew after each failure. */
public interface TailClients {
  /** One that is given committed records only. */
  Consumer<byte[], byte[]> committed();

  /** One that knows the ends of logs, transactions under way included; it reads nothing. */
  Consumer<byte[], byte[]> uncommitted();
}
