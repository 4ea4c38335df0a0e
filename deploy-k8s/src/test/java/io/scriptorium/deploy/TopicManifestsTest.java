package io.scriptorium.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.scriptorium.schemas.Topics;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicManifestsTest {
  private static final Path BASE = Path.of("base");
  private static final Path FILE = BASE.resolve("topics.yaml");

  /** The property {@code topics.write} renews the file instead of only comparing it. */
  @BeforeAll
  static void write() throws IOException {
    if (Boolean.getBoolean("topics.write")) {
      Files.writeString(FILE, TopicManifests.yaml(Topics.all()));
    }
  }

  @Test
  void areWhatTheCatalogueSays() {
    assertThat(FILE).hasContent(TopicManifests.yaml(Topics.all()));
  }

  @Test
  void areResourcesThatStrimziKnowsToTheLastField() throws IOException {
    List<KafkaTopic> topics =
        Arrays.stream(Files.readString(FILE).split("(?m)^---\n"))
            .map(document -> Serialization.unmarshal(document, KafkaTopic.class))
            .toList();

    assertThat(topics)
        .hasSameSizeAs(Topics.all())
        .allSatisfy(
            topic -> {
              assertThat(topic.getApiVersion()).isEqualTo("kafka.strimzi.io/v1");
              assertThat(topic.getKind()).isEqualTo(KafkaTopic.RESOURCE_KIND);
              // Unknown fields land here instead of failing.
              assertThat(topic.getAdditionalProperties()).isEmpty();
              assertThat(topic.getMetadata().getAdditionalProperties()).isEmpty();
              assertThat(topic.getSpec().getAdditionalProperties()).isEmpty();
              assertThat(topic.getMetadata().getName()).matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
              assertThat(topic.getMetadata().getLabels()).containsKey("strimzi.io/cluster");
              assertThat(topic.getSpec().getConfig()).isNotEmpty();
            });
    assertThat(topics)
        .extracting(topic -> topic.getSpec().getPartitions())
        .containsExactlyElementsOf(Topics.all().stream().map(topic -> topic.partitions()).toList());
  }

  @Test
  void areAllInTheBase() throws IOException {
    Map<?, ?> base =
        Serialization.unmarshal(Files.readString(BASE.resolve("kustomization.yaml")), Map.class);

    assertThat(base.get("resources")).isEqualTo(List.of("topics.yaml"));
  }
}
