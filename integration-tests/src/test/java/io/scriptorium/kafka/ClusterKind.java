package io.scriptorium.kafka;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;

/** The implementations of {@link KafkaCluster}. */
enum ClusterKind {
  TESTCONTAINERS,
  FORKED;

  KafkaCluster start() {
    return switch (this) {
      case TESTCONTAINERS -> ContainerCluster.start();
      case FORKED -> ForkedCluster.start();
    };
  }

  /**
   * What the system property {@code scriptorium.kafka} or else the variable {@code
   * SCRIPTORIUM_KAFKA} asks for ({@code testcontainers} or {@code forked}); without either,
   * containers where a Docker engine answers. Where images cannot be pulled, Testcontainers must be
   * told not to look for its own ({@code TESTCONTAINERS_RYUK_DISABLED=true}), else it waits
   * minutes.
   */
  static ClusterKind choose() {
    return Optional.ofNullable(System.getProperty("scriptorium.kafka"))
        .or(() -> Optional.ofNullable(System.getenv("SCRIPTORIUM_KAFKA")))
        .map(ClusterKind::named)
        .orElseGet(() -> dockerAnswers() ? TESTCONTAINERS : FORKED);
  }

  private static boolean dockerAnswers() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  private static ClusterKind named(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "SCRIPTORIUM_KAFKA must be testcontainers or forked, not " + name));
  }
}
