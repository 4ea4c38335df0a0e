package io.scriptorium.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.scriptorium.deploy.keda.ScaledObject;
import io.scriptorium.deploy.kustomize.Manifests;
import io.scriptorium.deploy.kustomize.Overlay;
import io.strimzi.api.kafka.model.kafka.Kafka;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reading an overlay proves that each of its fields is known; these are about the whole. */
class ResourcesTest {
  private static final String NAMESPACE = "scriptorium";

  @ParameterizedTest
  @EnumSource
  void lieInOneNamespaceThatIsMadeToo(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);

    assertThat(manifests.one(Namespace.class, NAMESPACE)).isNotNull();
    assertThat(manifests.resources())
        .filteredOn(resource -> !(resource instanceof Namespace))
        .extracting(resource -> resource.getMetadata().getNamespace())
        .containsOnly(NAMESPACE);
  }

  @ParameterizedTest
  @EnumSource
  void haveNamesThatKubernetesTakes(Overlay overlay) {
    assertThat(Manifests.of(overlay).resources())
        .extracting(HasMetadata::getMetadata)
        .allSatisfy(
            metadata ->
                assertThat(metadata.getName())
                    .matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
                    .hasSizeLessThan(64));
  }

  @ParameterizedTest
  @EnumSource
  void needNoOperatorInDevelopmentButStrimzi(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    int others =
        manifests.all(ServiceMonitor.class).size() + manifests.all(ScaledObject.class).size();

    assertThat(manifests.all(Kafka.class)).hasSize(1);
    assertThat(others).isEqualTo(overlay == Overlay.DEV ? 0 : 2);
  }
}
