package io.scriptorium.deploy.strimzi;

import io.scriptorium.schemas.Topic;
import java.util.List;
import java.util.stream.Collectors;

/** Strimzi's {@code KafkaTopic} resources of a topic catalogue, as one YAML file. */
final class TopicManifests {
  private static final String HEAD =
      "# Written from the topic catalogue (io.scriptorium.schemas.Topics); see the README.\n";

  private TopicManifests() {}

  /** The whole file, topics in the catalogue's order. */
  static String yaml(List<Topic<?>> catalogue) {
    return catalogue.stream()
        .map(TopicManifests::resource)
        .collect(Collectors.joining("---\n", HEAD, ""));
  }

  private static String resource(Topic<?> topic) {
    String config =
        topic.config().entrySet().stream()
            .map(entry -> "    %s: \"%s\"\n".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    return """
        apiVersion: kafka.strimzi.io/v1
        kind: KafkaTopic
        metadata:
          name: %s
          labels:
            strimzi.io/cluster: scriptorium
        spec:
          partitions: %d
          config:
        %s"""
        .formatted(topic.name(), topic.partitions(), config);
  }
}
