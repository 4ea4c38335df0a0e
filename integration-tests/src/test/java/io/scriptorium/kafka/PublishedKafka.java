package io.scriptorium.kafka;

import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.utility.DockerImageName;

/** Kafka's image. */
public final class PublishedKafka {
  private static final String NAME = "apache/kafka";

  private PublishedKafka() {}

  /**
   * The image that {@code SCRIPTORIUM_KAFKA_IMAGE} names, else the published one of the client's
   * own version.
   */
  public static DockerImageName image() {
    String image =
        Optional.ofNullable(System.getenv("SCRIPTORIUM_KAFKA_IMAGE"))
            .orElse(NAME + ":" + AppInfoParser.getVersion());
    return DockerImageName.parse(image).asCompatibleSubstituteFor(NAME);
  }
}
