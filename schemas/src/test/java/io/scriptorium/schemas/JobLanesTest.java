package io.scriptorium.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.Priority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobLanesTest {
  @ParameterizedTest
  @EnumSource
  void everyPriorityHasATopicOfItsOwnThatTellsIt(Priority priority) {
    Topic<?> topic = Topics.PAGE_LANES.of(priority);

    assertThat(Topics.PAGE_LANES.priority(topic.name())).contains(priority);
    assertThat(Topics.all()).contains(topic);
    assertThat(topic.partitions()).isEqualTo(Topics.PAGE_JOBS.partitions());
    assertThat(topic.config()).isEqualTo(Topics.PAGE_JOBS.config());
  }

  @Test
  void othersHaveNone() {
    assertThat(Topics.PAGE_LANES.priority(Topics.IMAGE_JOBS.name())).isEmpty();
    assertThat(Topics.PAGE_LANES.all()).doesNotHaveDuplicates().hasSize(3);
  }
}
