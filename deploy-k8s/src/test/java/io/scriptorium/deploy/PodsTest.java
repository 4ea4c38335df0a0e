package io.scriptorium.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.scriptorium.deploy.kustomize.Manifests;
import io.scriptorium.deploy.kustomize.Overlay;
import io.scriptorium.deploy.kustomize.Workload;
import io.scriptorium.schemas.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PodsTest {
  @ParameterizedTest
  @EnumSource
  void areTheThreeStages(Overlay overlay) {
    assertThat(Manifests.of(overlay).workloads())
        .extracting(Workload::component)
        .containsExactlyInAnyOrder("splitter", "worker", "assembler");
  }

  @ParameterizedTest
  @EnumSource
  void meetTheRestrictedPodSecurityStandard(Overlay overlay) {
    for (Workload workload : Manifests.of(overlay).workloads()) {
      PodSpec pod = workload.pod();
      Container container = workload.container();

      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void areNotGivenVariablesOfServices(Overlay overlay) {
    // SCRIPTORIUM_METRICS_SERVICE_HOST would be refused as an unknown setting.
    assertThat(Manifests.of(overlay).workloads())
        .allSatisfy(workload -> assertThat(workload.pod().getEnableServiceLinks()).isFalse());
  }

  @ParameterizedTest
  @EnumSource
  void mountEachVolumeAndEachMountHasOne(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    for (Workload workload : manifests.workloads()) {
      List<String> claimed =
          manifests.find(StatefulSet.class, workload.metadata().getName()).stream()
              .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
              .map(claim -> claim.getMetadata().getName())
              .toList();
      List<String> volumes = workload.pod().getVolumes().stream().map(Volume::getName).toList();

      assertThat(workload.container().getVolumeMounts())
          .extracting(VolumeMount::getName)
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(volumes.stream(), claimed.stream()).toList());
      assertThat(workload.container().getVolumeMounts())
          .extracting(VolumeMount::getMountPath)
          .contains("/tmp")
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @EnumSource
  void useConfigMapsAndClaimsThatAreAppliedWithThem(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    List<Volume> volumes =
        manifests.workloads().stream()
            .flatMap(workload -> workload.pod().getVolumes().stream())
            .toList();

    volumes.stream()
        .map(Volume::getConfigMap)
        .filter(Objects::nonNull)
        .forEach(
            source -> assertThat(manifests.one(ConfigMap.class, source.getName())).isNotNull());
    volumes.stream()
        .map(Volume::getPersistentVolumeClaim)
        .filter(Objects::nonNull)
        .forEach(
            source ->
                assertThat(manifests.one(PersistentVolumeClaim.class, source.getClaimName()))
                    .isNotNull());
  }

  @ParameterizedTest
  @EnumSource
  void showTheCertificateOfTheirRole(Overlay overlay) {
    for (Workload workload : Manifests.of(overlay).workloads()) {
      Role role =
          Arrays.stream(Role.values())
              .filter(candidate -> candidate.user().equals("scriptorium-" + workload.component()))
              .findFirst()
              .orElseThrow();

      assertThat(workload.pod().getVolumes())
          .filteredOn(volume -> volume.getName().equals("user"))
          .extracting(volume -> volume.getSecret().getSecretName())
          .containsExactly(role.user());
    }
  }

  @ParameterizedTest
  @EnumSource
  void areProbedOnTheMetricsPort(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    for (Workload workload : manifests.workloads()) {
      Container container = workload.container();

      assertThat(container.getPorts())
          .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
          .containsExactly(
              tuple(
                  "metrics",
                  Integer.valueOf(
                      manifests.environment(workload).get("SCRIPTORIUM_METRICS_PORT"))));
      assertProbe(container.getStartupProbe(), "/health/startup");
      assertProbe(container.getLivenessProbe(), "/health/live");
      assertProbe(container.getReadinessProbe(), "/health/ready");
    }
  }

  private static void assertProbe(Probe probe, String path) {
    assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
    assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("metrics");
  }

  @ParameterizedTest
  @EnumSource
  void haveLimitsThatHoldWhatTheyRequest(Overlay overlay) {
    for (Workload workload : Manifests.of(overlay).workloads()) {
      Map<String, Quantity> requests = workload.container().getResources().getRequests();
      Map<String, Quantity> limits = workload.container().getResources().getLimits();

      assertThat(requests).containsOnlyKeys("cpu", "memory", "ephemeral-storage");
      assertThat(limits).containsKeys("cpu", "memory", "ephemeral-storage");
      requests.forEach(
          (name, requested) ->
              assertThat(requested.getNumericalAmount())
                  .isLessThanOrEqualTo(
                      Objects.requireNonNull(limits.get(name)).getNumericalAmount()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void haveADisruptionBudgetEach(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    for (Workload workload : manifests.workloads()) {
      assertThat(manifests.all(PodDisruptionBudget.class))
          .filteredOn(
              budget -> budget.getSpec().getSelector().getMatchLabels().equals(workload.selector()))
          .singleElement()
          .extracting(budget -> budget.getSpec().getMaxUnavailable().getIntVal())
          .isEqualTo(1);
      assertThat(workload.podLabels()).containsAllEntriesOf(workload.selector());
    }
  }

  @ParameterizedTest
  @EnumSource
  void areSpreadOverZonesAndNodes(Overlay overlay) {
    assertThat(Manifests.of(overlay).workloads())
        .allSatisfy(
            workload ->
                assertThat(workload.pod().getTopologySpreadConstraints())
                    .extracting(constraint -> constraint.getTopologyKey())
                    .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname"));
  }

  @Test
  void takeAnAcceleratorOnlyInItsOverlayAndNeverOneTooMany() {
    Manifests gpu = Manifests.of(Overlay.GPU);

    assertThat(gpu.workload("worker").container().getResources().getLimits())
        .containsEntry("nvidia.com/gpu", new Quantity("1"));
    assertThat(
            gpu.one(Deployment.class, "scriptorium-worker")
                .getSpec()
                .getStrategy()
                .getRollingUpdate()
                .getMaxSurge()
                .getIntVal())
        .isZero();
    assertThat(
            Manifests.of(Overlay.PRODUCTION)
                .workload("worker")
                .container()
                .getResources()
                .getLimits())
        .doesNotContainKey("nvidia.com/gpu");
  }

  @Test
  void takeTheModelFromTheImageOrWhereAVolumeIsMounted() {
    Workload mounting = Manifests.of(Overlay.GPU).workload("worker");

    assertThat(Manifests.of(Overlay.PRODUCTION).workload("worker").container().getEnv())
        .extracting(EnvVar::getName)
        .doesNotContain("SCRIPTORIUM_MODEL");
    String model =
        Objects.requireNonNull(
            Manifests.of(Overlay.GPU).environment(mounting).get("SCRIPTORIUM_MODEL"));
    assertThat(mounting.container().getVolumeMounts())
        .anyMatch(mount -> model.startsWith(mount.getMountPath() + "/"));
  }
}
