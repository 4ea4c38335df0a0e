package io.scriptorium.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.scriptorium.deploy.kustomize.Manifests;
import io.scriptorium.deploy.kustomize.Overlay;
import io.scriptorium.deploy.kustomize.Workload;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlobsTest {
  private static final String CLAIM = "scriptorium-blobs";

  private final Manifests s3 = Manifests.of(Overlay.S3);

  private static URI blobs(Manifests manifests, Workload workload) {
    return URI.create(
        Objects.requireNonNull(manifests.environment(workload).get("SCRIPTORIUM_BLOBS")));
  }

  @ParameterizedTest
  @EnumSource(names = "S3", mode = EnumSource.Mode.EXCLUDE)
  void lieOnAClaimThatEveryPodMounts(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    for (Workload workload : manifests.workloads()) {
      assertThat(workload.pod().getVolumes())
          .filteredOn(volume -> volume.getName().equals("blobs"))
          .extracting(volume -> volume.getPersistentVolumeClaim().getClaimName())
          .containsExactly(CLAIM);
      assertThat(workload.container().getVolumeMounts())
          .filteredOn(mount -> mount.getName().equals("blobs"))
          .extracting(VolumeMount::getMountPath)
          .containsExactly(blobs(manifests, workload).getPath());
    }
    assertThat(manifests.find(PersistentVolumeClaim.class, CLAIM)).isPresent();
    assertThat(manifests.find(NetworkPolicy.class, "scriptorium-s3")).isEmpty();
  }

  @Test
  void lieInS3WithoutAClaim() {
    for (Workload workload : s3.workloads()) {
      assertThat(blobs(s3, workload)).hasScheme("s3");
      assertThat(s3.environment(workload)).containsKey("SCRIPTORIUM_S3_REGION");
      assertThat(workload.pod().getVolumes()).extracting(Volume::getName).doesNotContain("blobs");
    }
    assertThat(s3.find(PersistentVolumeClaim.class, CLAIM)).isEmpty();
  }

  @Test
  void s3IsReachedAndMetadataAreNot() {
    NetworkPolicy policy = s3.one(NetworkPolicy.class, "scriptorium-s3");
    List<NetworkPolicyEgressRule> egress = policy.getSpec().getEgress();

    for (Workload workload : s3.workloads()) {
      assertThat(workload.podLabels())
          .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
    }
    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Egress");
    assertThat(egress).hasSize(1);
    assertThat(egress.get(0).getPorts())
        .singleElement()
        .satisfies(port -> assertThat(port.getPort().getIntVal()).isEqualTo(443));
    assertThat(egress.get(0).getTo())
        .extracting(NetworkPolicyPeer::getIpBlock)
        .flatExtracting(block -> block.getExcept())
        .contains("169.254.0.0/16", "fe80::/10");
  }

  @Test
  void credentialsOfS3ComeFromASecretThatMayBeMissing() {
    for (Workload workload : s3.workloads()) {
      assertThat(workload.container().getEnvFrom())
          .extracting(EnvFromSource::getSecretRef)
          .filteredOn(Objects::nonNull)
          .containsExactly(new SecretEnvSource("scriptorium-s3", true));
    }
  }
}
