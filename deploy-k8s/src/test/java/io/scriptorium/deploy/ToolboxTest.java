package io.scriptorium.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.scriptorium.deploy.kustomize.Manifests;
import io.scriptorium.deploy.kustomize.Overlay;
import io.scriptorium.deploy.kustomize.Workload;
import io.scriptorium.schemas.Role;
import org.junit.jupiter.api.Test;

/** The pod from which a person submits documents. */
class ToolboxTest {
  private final Manifests manifests = Manifests.of(Overlay.DEV);
  private final Pod toolbox = manifests.one(Pod.class, "scriptorium-toolbox");
  private final Container container = toolbox.getSpec().getContainers().get(0);
  private final Workload worker = manifests.workload("worker");

  @Test
  void isRestrictedAsAllPodsAre() {
    assertThat(toolbox.getSpec().getSecurityContext()).isEqualTo(worker.pod().getSecurityContext());
    assertThat(container.getSecurityContext()).isEqualTo(worker.container().getSecurityContext());
    assertThat(toolbox.getSpec().getEnableServiceLinks()).isFalse();
    assertThat(toolbox.getSpec().getAutomountServiceAccountToken()).isFalse();
  }

  @Test
  void reachesTheClusterAsTheOthersDoButAsASubmitter() {
    assertThat(container.getImage()).isEqualTo(worker.container().getImage());
    assertThat(container.getEnvFrom())
        .extracting(EnvFromSource::getConfigMapRef)
        .isEqualTo(
            worker.container().getEnvFrom().stream().map(EnvFromSource::getConfigMapRef).toList());
    assertThat(container.getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .containsExactlyInAnyOrderElementsOf(
            worker.container().getVolumeMounts().stream().map(VolumeMount::getMountPath).toList());
    assertThat(toolbox.getSpec().getVolumes())
        .filteredOn(volume -> volume.getName().equals("user"))
        .extracting(volume -> volume.getSecret().getSecretName())
        .containsExactly(Role.SUBMITTER.user());
  }

  @Test
  void belongsToNoStage() {
    assertThat(manifests.workloads())
        .noneMatch(
            workload ->
                toolbox
                    .getMetadata()
                    .getLabels()
                    .entrySet()
                    .containsAll(workload.selector().entrySet()));
  }
}
