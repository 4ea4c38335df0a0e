package io.scriptorium.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicsTest {
  @Test
  void namesAreUniqueAndPrefixed() {
    assertThat(Topics.all())
        .extracting(Topic::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("scriptorium\\.[a-z0-9-]+"));
  }

  @Test
  void joinedTopicsAreCoPartitioned() {
    assertThat(Topics.DOCUMENT_MANIFESTS.partitions()).isEqualTo(Topics.PAGE_RESULTS.partitions());
    assertThat(Topics.DOCUMENT_MANIFESTS.key()).isEqualTo(Topics.PAGE_RESULTS.key());
  }

  @Test
  void deadLettersHoldTheLongestRecordOfAnyOtherTopic() {
    assertThat(Topics.all())
        .filteredOn(topic -> !topic.equals(Topics.DEAD_LETTERS))
        .allMatch(topic -> topic.maxMessageBytes() < Topics.DEAD_LETTERS.maxMessageBytes());
  }

  @Test
  void jobStatusIsCompactedAndTheOthersExpire() {
    assertThat(Topics.JOB_STATUS.config())
        .isEqualTo(Map.of("cleanup.policy", "compact", "max.message.bytes", "1048576"));
    assertThat(Topics.PARTIAL_TEXT.config())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "86400000");
  }

  @Test
  void newTopicCarriesPartitionsAndSettings() {
    var created = Topics.PAGE_JOBS.withPartitions(2).newTopic();

    assertThat(created.name()).isEqualTo("scriptorium.page-jobs");
    assertThat(created.numPartitions()).isEqualTo(2);
    assertThat(created.configs()).isEqualTo(Topics.PAGE_JOBS.config());
  }
}
