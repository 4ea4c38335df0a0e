package io.scriptorium.kafka;

import java.util.List;
import java.util.Locale;
import org.testcontainers.kafka.KafkaContainer;

/** A broker in a container. */
final class ContainerCluster implements KafkaCluster {
  private final KafkaContainer container;

  private ContainerCluster(KafkaContainer container) {
    this.container = container;
  }

  static ContainerCluster start() {
    KafkaContainer container = new KafkaContainer(PublishedKafka.image());
    SETTINGS.forEach((name, value) -> container.withEnv(variable(name), value));
    // Its other topics of this kind have one copy already.
    for (String setting : List.of("replication.factor", "min.isr")) {
      container.withEnv(variable("share.coordinator.state.topic." + setting), "1");
    }
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
