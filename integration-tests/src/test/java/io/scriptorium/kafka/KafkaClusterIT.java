package io.scriptorium.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(KafkaExtension.class)
class KafkaClusterIT {

  @ParameterizedTest
  @EnumSource
  void bothKindsServeTransactionsAndBothGroupProtocols(ClusterKind kind) throws Exception {
    assumeTrue(
        kind == ClusterKind.FORKED || ClusterKind.choose() == ClusterKind.TESTCONTAINERS,
        "no Docker engine answers, or forked brokers were asked for");

    try (KafkaCluster cluster = kind.start()) {
      Letters letters = new Letters(cluster.bootstrapServers());
      letters.createTopic();
      letters.writeInTransaction("alpha");

      assertThat(letters.readOne("classic")).isEqualTo("alpha");
      assertThat(letters.readOne("consumer")).isEqualTo("alpha");
    }
  }

  @Test
  void theSharedClusterIsOfTheChosenKind(KafkaCluster cluster) {
    String expected =
        ClusterKind.choose() == ClusterKind.FORKED ? "forked embedded broker" : "Testcontainers";

    assertThat(cluster.description()).startsWith(expected);
    assertThat(cluster.bootstrapServers()).matches(".+:\\d+");
  }
}
