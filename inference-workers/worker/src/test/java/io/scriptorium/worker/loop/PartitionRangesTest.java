package io.scriptorium.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionRangesTest {
  @Test
  void putsTogetherWhatIsInARow() {
    List<TopicPartition> partitions =
        List.of(
            new TopicPartition("urgent", 3),
            new TopicPartition("jobs", 1),
            new TopicPartition("urgent", 0),
            new TopicPartition("urgent", 2),
            new TopicPartition("jobs", 0),
            new TopicPartition("jobs", 2));

    assertThat(new PartitionRanges(partitions)).hasToString("[jobs:0-2, urgent:0,2-3]");
  }

  @Test
  void nothingIsNothing() {
    assertThat(new PartitionRanges(List.of())).hasToString("[]");
  }
}
