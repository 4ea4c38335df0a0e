package io.scriptorium.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.scriptorium.deploy.keda.ScaledObject;
import io.scriptorium.deploy.keda.ScaledObject.Trigger;
import io.scriptorium.deploy.keda.TriggerAuthentication;
import io.scriptorium.deploy.keda.TriggerAuthentication.SecretParameter;
import io.scriptorium.deploy.kustomize.Manifests;
import io.scriptorium.deploy.kustomize.Overlay;
import io.scriptorium.deploy.kustomize.Workload;
import io.scriptorium.schemas.Groups;
import io.scriptorium.schemas.RetryLane;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalingTest {
  @ParameterizedTest
  @EnumSource(names = "DEV", mode = EnumSource.Mode.EXCLUDE)
  void workersComeAndGoByDemand(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    ScaledObject.Specification scaling = scaling(manifests);

    assertThat(scaling.minReplicaCount()).isZero();
    assertThat(scaling.scaleTargetRef().name())
        .isEqualTo(manifests.workload("worker").metadata().getName());
    assertThat(manifests.workload("worker").replicas())
        .as("a number here would undo the autoscaler's at each apply")
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "DEV", mode = EnumSource.Mode.EXCLUDE)
  void oneWorkerLeavesAtATime(Overlay overlay) {
    HPAScalingRules down =
        scaling(Manifests.of(overlay))
            .advanced()
            .horizontalPodAutoscalerConfig()
            .behavior()
            .getScaleDown();

    assertThat(down.getPolicies())
        .singleElement()
        .satisfies(
            policy -> {
              assertThat(policy.getType()).isEqualTo("Pods");
              assertThat(policy.getValue()).isOne();
              assertThat(policy.getPeriodSeconds())
                  .isGreaterThanOrEqualTo(
                      (int) Manifests.of(overlay).workload("worker").gracePeriod().toSeconds());
            });
  }

  @ParameterizedTest
  @EnumSource(names = "DEV", mode = EnumSource.Mode.EXCLUDE)
  void lagStartsTheFirstWorkerAndNoOther(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    List<Trigger> lags = triggers(manifests, "kafka");

    assertThat(lags)
        .extracting(trigger -> trigger.metadata().get("topic"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Stream.of(Topics.PAGE_LANES, Topics.IMAGE_LANES)
                        .flatMap(lanes -> lanes.all().stream()),
                    Topics.RETRY_LANES.stream().map(RetryLane::topic))
                .map(Topic::name)
                .toList());
    assertThat(lags)
        .allSatisfy(
            trigger -> {
              assertThat(trigger.metadata())
                  .containsEntry("consumerGroup", Groups.WORKERS)
                  .containsEntry("activationLagThreshold", "0")
                  .containsEntry("tls", "enable")
                  .containsOnlyKeys(
                      "bootstrapServers",
                      "consumerGroup",
                      "topic",
                      "offsetResetPolicy",
                      "activationLagThreshold",
                      "lagThreshold",
                      "tls",
                      "version");
              assertThat(Long.parseLong(trigger.metadata().get("lagThreshold")))
                  .isGreaterThanOrEqualTo(1_000_000_000);
              assertCertificate(manifests, trigger);
            });
  }

  private static void assertCertificate(Manifests manifests, Trigger trigger) {
    String reference = Objects.requireNonNull(trigger.authenticationRef()).name();
    TriggerAuthentication authentication = manifests.one(TriggerAuthentication.class, reference);

    assertThat(authentication.getSpec().secretTargetRef())
        .containsExactly(
            new SecretParameter("ca", "scriptorium-cluster-ca-cert", "ca.crt"),
            new SecretParameter("cert", Role.SCALER.user(), "user.crt"),
            new SecretParameter("key", Role.SCALER.user(), "user.key"));
  }

  @ParameterizedTest
  @EnumSource(names = "DEV", mode = EnumSource.Mode.EXCLUDE)
  void pendingJobsDecideHowManyWorkersThereAre(Overlay overlay) {
    assertThat(triggers(Manifests.of(overlay), "prometheus"))
        .singleElement()
        .satisfies(
            trigger -> {
              assertThat(trigger.metadata())
                  .containsEntry(
                      "query", "sum(scriptorium_worker_pending_jobs{namespace=\"scriptorium\"})")
                  .containsOnlyKeys("serverAddress", "query", "threshold", "activationThreshold");
              assertThat(Integer.parseInt(trigger.metadata().get("threshold"))).isPositive();
            });
  }

  @ParameterizedTest
  @EnumSource
  void noStageHasMoreReplicasThanPartitions(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);

    assertThat(replicas(manifests.workload("splitter")))
        .isBetween(1, Topics.DOCUMENT_JOBS.partitions());
    assertThat(replicas(manifests.workload("assembler")))
        .isBetween(1, Topics.PAGE_RESULTS.partitions());
    assertThat(Topics.PAGE_JOBS.partitions()).isEqualTo(Topics.IMAGE_JOBS.partitions());
    int workers =
        overlay == Overlay.DEV
            ? replicas(manifests.workload("worker"))
            : scaling(manifests).maxReplicaCount();
    assertThat(workers).isBetween(1, Topics.PAGE_JOBS.partitions());
  }

  private static int replicas(Workload workload) {
    return workload.replicas().orElse(1);
  }

  private static List<Trigger> triggers(Manifests manifests, String type) {
    return scaling(manifests).triggers().stream()
        .filter(trigger -> trigger.type().equals(type))
        .toList();
  }

  private static ScaledObject.Specification scaling(Manifests manifests) {
    return manifests.one(ScaledObject.class, "scriptorium-worker").getSpec();
  }
}
