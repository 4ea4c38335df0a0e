package io.scriptorium.worker.loop;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidConfigurationException;

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
  static void throwIfPermanent(KafkaException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidConfigurationException) {
        throw new UnusableClusterException(e);
      }
    }
  }
}
