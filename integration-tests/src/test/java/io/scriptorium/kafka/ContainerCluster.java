package io.scriptorium.kafka;

import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A broker in a container: the image that {@code SCRIPTORIUM_KAFKA_IMAGE} names, else the published
 * one of the client's own version.
 */
final class ContainerCluster implements KafkaCluster {
  private static final String PUBLISHED = "apache/kafka";

  private final KafkaContainer container;

  private ContainerCluster(KafkaContainer container) {
    this.container = container;
  }

  static ContainerCluster start() {
    String image =
        Optional.ofNullable(System.getenv("SCRIPTORIUM_KAFKA_IMAGE"))
            .orElse(PUBLISHED + ":" + AppInfoParser.getVersion());
    KafkaContainer container =
        new KafkaContainer(DockerImageName.parse(image).asCompatibleSubstituteFor(PUBLISHED));
    SETTINGS.forEach((name, value) -> container.withEnv(variable(name), value));
    container.start();
    return new ContainerCluster(container);
  }

  /** A property as Kafka's image takes it, e.g. {@code KAFKA_NUM_IO_THREADS}. */
  private static String variable(String property) {
    return "KAFKA_" + property.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  @Override
  public String bootstrapServers() {
    return container.getBootstrapServers();
  }

  @Override
  public String description() {
    return "Testcontainers, image " + container.getDockerImageName();
  }

  @Override
  public void close() {
    container.stop();
  }
}
