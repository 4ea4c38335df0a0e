package io.scriptorium.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.scriptorium.deploy.kustomize.Manifests;
import io.scriptorium.deploy.kustomize.Overlay;
import io.scriptorium.deploy.kustomize.Workload;
import io.strimzi.api.kafka.model.kafka.Kafka;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkTest {
  private static final Map<String, String> OURS = Map.of("app.kubernetes.io/name", "scriptorium");

  @ParameterizedTest
  @EnumSource
  void podsReachNamesAndBrokersAlone(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    NetworkPolicy policy = manifests.one(NetworkPolicy.class, "scriptorium");
    List<NetworkPolicyEgressRule> egress = policy.getSpec().getEgress();

    assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(OURS);
    assertThat(policy.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
    assertThat(policy.getSpec().getIngress()).isEmpty();
    assertThat(egress).hasSize(2);
    assertThat(ports(egress.get(0))).containsOnly(53);
    assertThat(peer(egress.get(0))).isEqualTo(Map.of("k8s-app", "kube-dns"));
    assertThat(ports(egress.get(1)))
        .containsExactly(
            manifests
                .one(Kafka.class, "scriptorium")
                .getSpec()
                .getKafka()
                .getListeners()
                .get(0)
                .getPort());
    assertThat(peer(egress.get(1)))
        .isEqualTo(Map.of("strimzi.io/cluster", "scriptorium", "strimzi.io/kind", "Kafka"));
  }

  private static List<Integer> ports(NetworkPolicyEgressRule rule) {
    return rule.getPorts().stream()
        .map(NetworkPolicyPort::getPort)
        .map(port -> port.getIntVal())
        .toList();
  }

  /** Labels of the pods that a rule lets through to; ours among them would shut out all others. */
  private static Map<String, String> peer(NetworkPolicyEgressRule rule) {
    return rule.getTo().get(0).getPodSelector().getMatchLabels();
  }

  @ParameterizedTest
  @EnumSource
  void serviceAndPolicyMeanOurPods(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    Service service = manifests.one(Service.class, "scriptorium-metrics");

    assertThat(service.getSpec().getSelector()).isEqualTo(OURS);
    for (Workload workload : manifests.workloads()) {
      assertThat(workload.podLabels()).containsAllEntriesOf(OURS);
      assertThat(service.getSpec().getPorts())
          .singleElement()
          .satisfies(
              port -> {
                assertThat(port.getTargetPort().getStrVal())
                    .isEqualTo(workload.container().getPorts().get(0).getName());
                assertThat(port.getPort())
                    .isEqualTo(workload.container().getPorts().get(0).getContainerPort());
              });
    }
  }

  @ParameterizedTest
  @EnumSource(names = "DEV", mode = EnumSource.Mode.EXCLUDE)
  void prometheusFindsTheMetrics(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    ServiceMonitor monitor = manifests.one(ServiceMonitor.class, "scriptorium");
    Service service = manifests.one(Service.class, "scriptorium-metrics");

    assertThat(service.getMetadata().getLabels())
        .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
    assertThat(monitor.getSpec().getEndpoints())
        .extracting(Endpoint::getPort, Endpoint::getPath)
        .containsExactly(tuple(service.getSpec().getPorts().get(0).getName(), "/metrics"));
    assertThat(
            manifests
                .one(NetworkPolicy.class, "scriptorium-metrics")
                .getSpec()
                .getPodSelector()
                .getMatchLabels())
        .isEqualTo(OURS);
  }
}
