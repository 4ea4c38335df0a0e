package io.scriptorium.worker.loop;

import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** How a transaction ended. */
sealed interface Commit {

  /** There was nothing to write. */
  record Nothing() implements Commit {}

  /** Its records and offsets are there. */
  record Committed() implements Commit {}

  /**
   * It has no effect; the same may be tried again.
   *
   * @param cause why
   * @param refused records that are too long for the broker
   */
  record Aborted(KafkaException cause, Set<ProducerRecord<byte[], byte[]>> refused)
      implements Commit {}

  /** Nobody knows yet; the producer is of no more use. */
  record Unknown(KafkaException cause) implements Commit {}
}
