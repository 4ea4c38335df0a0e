package io.scriptorium.producers.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.Priority;
import io.scriptorium.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WaitingDocumentsTest {
  private static final TopicPartition HIGH = partition(Priority.HIGH);
  private static final TopicPartition NORMAL = partition(Priority.NORMAL);
  private static final TopicPartition LOW = partition(Priority.LOW);

  private final WaitingDocuments waiting = new WaitingDocuments();

  private static TopicPartition partition(Priority priority) {
    return new TopicPartition(Topics.DOCUMENT_LANES.of(priority).name(), 0);
  }

  private void add(TopicPartition partition, int count) {
    for (int i = 0; i < count; i++) {
      waiting.add(
          new ConsumerRecord<>(
              partition.topic(), partition.partition(), i, new byte[1], new byte[1]));
    }
  }

  private List<String> take(int count) {
    List<String> topics = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      topics.add(waiting.removeFirst().topic());
    }
    return topics;
  }

  @Test
  void everyLaneHasItsShareOfTheDocuments() {
    add(LOW, 50);
    add(NORMAL, 50);
    add(HIGH, 50);

    List<String> taken = take(50);

    assertThat(taken).filteredOn(HIGH.topic()::equals).hasSize(30);
    assertThat(taken).filteredOn(NORMAL.topic()::equals).hasSize(15);
    assertThat(taken).filteredOn(LOW.topic()::equals).hasSize(5);
  }

  @Test
  void anUrgentDocumentOvertakesBulk() {
    add(LOW, 10);
    take(3);
    add(HIGH, 1);

    assertThat(take(1)).containsExactly(HIGH.topic());
  }

  @Test
  void onlyLanesWithWaitingDocumentsAreHeld() {
    Set<TopicPartition> all = Set.of(HIGH, NORMAL, LOW);
    add(LOW, 2);
    assertThat(waiting.held(all)).containsExactly(LOW);

    take(1);
    assertThat(waiting.held(all)).containsExactly(LOW);
    waiting.drop(Set.of(LOW));
    assertThat(waiting.held(all)).isEmpty();
    assertThat(waiting.isEmpty()).isTrue();
  }
}
