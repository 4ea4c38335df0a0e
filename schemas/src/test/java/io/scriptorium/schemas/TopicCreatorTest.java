package io.scriptorium.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.MockAdminClient;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class TopicCreatorTest {

  @Test
  void waitsForABrokerThatHasNotHeardOfANewTopicYet() throws InterruptedException {
    try (LaggingAdmin admin = new LaggingAdmin(2, new UnknownTopicOrPartitionException())) {
      TopicReport report = new TopicCreator(admin).createMissing(List.of(Topics.PAGE_JOBS));

      assertThat(report.created()).containsExactly(Topics.PAGE_JOBS.name());
      assertThat(admin.refusals).isZero();
    }
  }

  @Test
  void doesNotAskAgainWhereItMayNot() {
    try (LaggingAdmin admin = new LaggingAdmin(2, new TopicAuthorizationException("no"))) {
      TopicCreator creator = new TopicCreator(admin);

      assertThatThrownBy(() -> creator.createMissing(List.of(Topics.PAGE_JOBS)))
          .isInstanceOf(KafkaException.class)
          .hasCauseInstanceOf(TopicAuthorizationException.class);
      assertThat(admin.refusals).isEqualTo(1);
    }
  }

  /** Refuses the first questions for offsets, as a broker with an old view of the cluster does. */
  private static final class LaggingAdmin extends MockAdminClient {
    private static final Node BROKER = new Node(0, "localhost", 9092);
    private final KafkaException refusal;
    private int refusals;

    LaggingAdmin(int refusals, KafkaException refusal) {
      super(List.of(BROKER), BROKER);
      this.refusals = refusals;
      this.refusal = refusal;
    }

    @Override
    public synchronized ListOffsetsResult listOffsets(
        Map<TopicPartition, OffsetSpec> partitions, ListOffsetsOptions options) {
      KafkaFutureImpl<ListOffsetsResult.ListOffsetsResultInfo> answer = new KafkaFutureImpl<>();
      if (refusals > 0) {
        refusals--;
        answer.completeExceptionally(refusal);
      } else {
        answer.complete(null);
      }
      Map<TopicPartition, KafkaFuture<ListOffsetsResult.ListOffsetsResultInfo>> answers =
          new HashMap<>();
      partitions.keySet().forEach(partition -> answers.put(partition, answer));
      return new ListOffsetsResult(answers);
    }
  }
}
