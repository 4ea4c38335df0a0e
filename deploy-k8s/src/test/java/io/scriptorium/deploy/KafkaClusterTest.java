package io.scriptorium.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.deploy.kustomize.Manifests;
import io.scriptorium.deploy.kustomize.Overlay;
import io.scriptorium.deploy.kustomize.Workload;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.Topics;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.kafka.KafkaAuthorizationSimple;
import io.strimzi.api.kafka.model.kafka.listener.GenericKafkaListener;
import io.strimzi.api.kafka.model.kafka.listener.KafkaListenerAuthenticationTls;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.nodepool.ProcessRoles;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KafkaClusterTest {
  private static final String CLUSTER_LABEL = "strimzi.io/cluster";

  @ParameterizedTest
  @EnumSource
  void hasTheTopicsAndTheUsersOfTheCatalogues(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);

    assertThat(manifests.all(KafkaTopic.class))
        .extracting(topic -> topic.getMetadata().getName())
        .containsExactlyInAnyOrderElementsOf(
            Topics.all().stream().map(topic -> topic.name()).toList());
    assertThat(manifests.all(KafkaUser.class))
        .extracting(user -> user.getMetadata().getName())
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(Role.values()).map(Role::user).toList());
  }

  @ParameterizedTest
  @EnumSource
  void isTheOneThatTopicsUsersAndNodesBelongTo(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    String cluster = kafka(manifests).getMetadata().getName();

    assertThat(manifests.resources())
        .filteredOn(
            resource ->
                resource instanceof KafkaTopic
                    || resource instanceof KafkaUser
                    || resource instanceof KafkaNodePool)
        .isNotEmpty()
        .allSatisfy(
            resource ->
                assertThat(resource.getMetadata().getLabels())
                    .containsEntry(CLUSTER_LABEL, cluster));
  }

  @ParameterizedTest
  @EnumSource
  void takesKnownClientsOnlyAndGivesThemTheirRightsOnly(Overlay overlay) {
    Kafka kafka = kafka(Manifests.of(overlay));

    assertThat(kafka.getSpec().getKafka().getAuthorization())
        .isInstanceOf(KafkaAuthorizationSimple.class);
    assertThat(kafka.getSpec().getKafka().getListeners())
        .isNotEmpty()
        .allSatisfy(
            listener -> {
              assertThat(listener.isTls()).isTrue();
              assertThat(listener.getAuth()).isInstanceOf(KafkaListenerAuthenticationTls.class);
            });
    assertThat(kafka.getSpec().getKafka().getConfig())
        .containsEntry("auto.create.topics.enable", false);
    assertThat(kafka.getSpec().getEntityOperator().getTopicOperator()).isNotNull();
    assertThat(kafka.getSpec().getEntityOperator().getUserOperator()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void isWherePodsLookForIt(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    Kafka kafka = kafka(manifests);
    GenericKafkaListener listener = kafka.getSpec().getKafka().getListeners().get(0);

    for (Workload workload : manifests.workloads()) {
      assertThat(manifests.environment(workload))
          .containsEntry(
              "SCRIPTORIUM_BOOTSTRAP",
              "%s-kafka-bootstrap:%d".formatted(kafka.getMetadata().getName(), listener.getPort()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasBrokersForItsReplicationFactors(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    int brokers =
        manifests.all(KafkaNodePool.class).stream()
            .filter(pool -> pool.getSpec().getRoles().contains(ProcessRoles.BROKER))
            .mapToInt(pool -> pool.getSpec().getReplicas())
            .sum();
    boolean hasControllers =
        manifests.all(KafkaNodePool.class).stream()
            .anyMatch(pool -> pool.getSpec().getRoles().contains(ProcessRoles.CONTROLLER));
    Map<String, Object> config = kafka(manifests).getSpec().getKafka().getConfig();

    assertThat(hasControllers).isTrue();
    for (String factor :
        new String[] {
          "default.replication.factor",
          "offsets.topic.replication.factor",
          "transaction.state.log.replication.factor",
          "share.coordinator.state.topic.replication.factor"
        }) {
      assertThat(number(config, factor)).isBetween(1, brokers);
    }
    int spare = overlay == Overlay.DEV ? 0 : 1;
    assertThat(number(config, "default.replication.factor") - number(config, "min.insync.replicas"))
        .as("brokers that may be down")
        .isEqualTo(spare);
    for (String topic : new String[] {"transaction.state.log", "share.coordinator.state.topic"}) {
      assertThat(number(config, topic + ".replication.factor") - number(config, topic + ".min.isr"))
          .as(topic)
          .isEqualTo(spare);
    }
  }

  private static int number(Map<String, Object> config, String key) {
    return (Integer) Objects.requireNonNull(config.get(key));
  }

  private static Kafka kafka(Manifests manifests) {
    return manifests.one(Kafka.class, "scriptorium");
  }
}
