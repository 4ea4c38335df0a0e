package io.scriptorium.schemas;

import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidConfigurationException;

/** A cluster that does not let a stage work, now or later. The message is one line for a person. */
public final class UnusableClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnusableClusterException(String message) {
    super(message);
  }

  private UnusableClusterException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Whether a failure is more than one of the moment: the stage is turned away, or misconfigured.
   */
  public static Optional<UnusableClusterException> of(Throwable failure, Role role) {
    Optional<String> refused = Refusals.describe(failure, role);
    if (refused.isPresent()) {
      return Optional.of(new UnusableClusterException(refused.get(), failure));
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidConfigurationException) {
        return Optional.of(
            new UnusableClusterException(
                "The cluster refuses role %s: %s".formatted(role.user(), cause.getMessage()),
                failure));
      }
    }
    return Optional.empty();
  }

  /**
   * Lets pass what may be over the next time.
   *
   * @throws UnusableClusterException if it will not
   */
  public static void throwIfPermanent(KafkaException e, Role role) {
    of(e, role)
        .ifPresent(
            unusable -> {
              throw unusable;
            });
  }
}
