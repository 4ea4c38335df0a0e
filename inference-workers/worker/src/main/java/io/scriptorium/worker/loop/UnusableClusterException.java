package io.scriptorium.worker.loop;

import io.scriptorium.worker.tail.TopicTail;
import org.apache.kafka.common.KafkaException;

/** A cluster that does not let this worker work, now or later. The message is for a person. */
public final class UnusableClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableClusterException(String message) {
    super(message);
  }

  private UnusableClusterException(KafkaException cause) {
    super("The cluster refuses this worker: " + cause.getMessage(), cause);
  }

  /**
   * Lets pass what may be over the next time.
   *
   * @throws UnusableClusterException if access is denied or the brokers are too old
   */
  public static void throwIfPermanent(KafkaException e) {
    if (TopicTail.isRefusal(e)) {
      throw new UnusableClusterException(e);
    }
  }
}
