package io.scriptorium.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.worker.settings.KafkaAccess;
import io.scriptorium.worker.settings.KafkaAccess.GroupProtocol;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {

  @Test
  void readsOnlyWhatIsCommittedAndCommitsNothingByItself() {
    Map<String, Object> config = KafkaClients.consumer(KafkaAccess.of("localhost:1"), "me");

    assertThat(config)
        .containsEntry(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer")
        .containsEntry(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, "range")
        .containsEntry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .containsEntry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")
        .containsEntry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false)
        .doesNotContainKey(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
  }

  @Test
  void keepsPartitionsOverRebalancesOfTheClassicProtocol() {
    KafkaAccess access = new KafkaAccess("localhost:1", "group", GroupProtocol.CLASSIC, Map.of());

    assertThat(KafkaClients.consumer(access, "me"))
        .containsEntry(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic")
        .containsEntry(
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CooperativeStickyAssignor.class.getName());
  }

  @Test
  void takesFurtherPropertiesForBothClients() {
    KafkaAccess access =
        new KafkaAccess(
            "localhost:1",
            "group",
            GroupProtocol.CONSUMER,
            Map.of("security.protocol", "SSL", "transaction.timeout.ms", "5000"));

    assertThat(KafkaClients.consumer(access, "me")).containsEntry("security.protocol", "SSL");
    assertThat(KafkaClients.producer(access, "me"))
        .containsEntry("security.protocol", "SSL")
        .containsEntry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "5000")
        .containsEntry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "me");
  }
}
