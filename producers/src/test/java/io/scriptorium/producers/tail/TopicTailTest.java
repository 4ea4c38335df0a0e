package io.scriptorium.producers.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.producers.job.CancelRequests;
import io.scriptorium.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TopicTailTest {
  private final MockTails cluster = new MockTails(Topics.CANCELLATIONS);
  private final List<String> keys = new CopyOnWriteArrayList<>();

  private TopicTail start(TailSource.Start from) {
    TailSource source =
        new TailSource(
            Topics.CANCELLATIONS,
            from,
            record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
    return TopicTail.start(cluster, List.of(source), Clock.systemUTC(), "test");
  }

  private void write(String... jobs) {
    for (String job : jobs) {
      cluster.write(CancelRequests.of(job, Instant.EPOCH));
    }
  }

  @Test
  void readsWhatIsThereAndWhatComes() {
    write("a", "b");
    try (TopicTail tail = start(new TailSource.Start.NotOlderThan(Duration.ofDays(1)))) {
      tail.reachNow().join();
      assertThat(keys).containsExactly("a", "b");

      write("c");
      tail.reachNow().join();
      assertThat(keys).containsExactly("a", "b", "c");
    }
  }

  @Test
  void readsAsManyOfTheLatestRecordsAsAskedFor() {
    write("a", "b", "c");
    try (TopicTail tail = start(new TailSource.Start.Latest(2))) {
      tail.reachNow().join();
      assertThat(keys).containsExactly("b", "c");
    }
  }

  @Test
  void beginsAnewWhenTheClusterFailsIt() {
    try (TopicTail tail = start(new TailSource.Start.NotOlderThan(Duration.ofDays(1)))) {
      tail.reachNow().join();
      cluster.fail(Optional.of(new KafkaException("gone")));
      write("late");
      var reached = tail.reachNow();
      await().until(() -> cluster.consumers() > 1);
      assertThat(reached).isNotDone();

      cluster.fail(Optional.empty());
      reached.join();
      assertThat(tail.refusal()).isEmpty();
      assertThat(keys).contains("late");
    }
  }

  @Test
  void saysThatItMayNotRead() {
    cluster.fail(Optional.of(new TopicAuthorizationException(Topics.CANCELLATIONS.name())));
    try (TopicTail tail = start(new TailSource.Start.Latest(1))) {
      await().until(() -> tail.refusal().isPresent());
      assertThat(tail.refusal().orElseThrow()).hasMessageContaining(Topics.CANCELLATIONS.name());
    }
  }
}
