package io.scriptorium.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.job.FakeTasks;
import io.scriptorium.worker.job.Fetched;
import io.scriptorium.worker.job.JobSamples;
import io.scriptorium.worker.job.PartialTexts;
import io.scriptorium.worker.loop.Clients;
import io.scriptorium.worker.loop.EmptyTails;
import io.scriptorium.worker.settings.WorkerSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkerTest {
  private static final TopicPartition P0 = new TopicPartition(Topics.PAGE_JOBS.name(), 0);

  private final FakeTasks tasks = new FakeTasks();
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  private final Telemetry telemetry = Telemetry.none();

  private Worker start() {
    return Worker.start(
        WorkerSettings.defaults("localhost:1"),
        new Worker.Parts(
            tasks,
            payload -> new Fetched.Bytes(new byte[] {1}),
            new Clients(
                consumer,
                () -> producer,
                new EmptyTails(Topics.CANCELLATIONS, Topics.IDEMPOTENCY_CLAIMS)),
            Clock.systemUTC(),
            telemetry,
            PartialTexts.NONE));
  }

  private Worker startWithJobs(int jobs) {
    consumer.updateBeginningOffsets(Map.of(P0, 0L));
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(P0));
          for (int i = 0; i < jobs; i++) {
            consumer.addRecord(JobSamples.record(JobSamples.page(i + 1).build(), 0, i));
          }
        });
    Worker worker = start();
    await().until(() -> tasks.submitted.size() == jobs);
    return worker;
  }

  private List<String> topicsWritten() {
    return producer.history().stream().map(ProducerRecord::topic).toList();
  }

  @Test
  void answersJobs() {
    try (Worker worker = startWithJobs(2)) {
      tasks.end(1, JobSamples.done("second"));
      tasks.end(0, JobSamples.done("first"));

      await().until(() -> worker.stats().done() == 2);
      assertThat(topicsWritten())
          .containsExactly(Topics.PAGE_RESULTS.name(), Topics.PAGE_RESULTS.name());
      await().until(() -> worker.stats().pending() == 0);
    }
  }

  @Test
  void finishesWhatIsUnderWayBeforeItStops() {
    Worker worker = startWithJobs(1);

    CompletableFuture<Void> drained =
        CompletableFuture.runAsync(() -> worker.drain(Duration.ofSeconds(20)));
    await().during(Duration.ofMillis(300)).until(() -> !drained.isDone());
    tasks.end(0, JobSamples.done("late but in time"));

    await().until(drained::isDone);
    assertThat(topicsWritten()).containsExactly(Topics.PAGE_RESULTS.name());
    assertThat(consumer.closed()).isTrue();
    assertThat(worker.stopped()).isCompleted();
  }

  @Test
  void handsBackWhatIsNotFinishedByTheDeadline() {
    Worker worker = startWithJobs(1);

    worker.drain(Duration.ofMillis(100));

    assertThat(tasks.submitted.get(0)).isCancelled();
    assertThat(topicsWritten()).isEmpty();
    assertThat(worker.stopped()).isCompleted();
  }

  @Test
  void saysThatItHasStoppedByItself() {
    consumer.setPollException(new GroupAuthorizationException("scriptorium-workers"));

    Worker worker = start();

    assertThatThrownBy(() -> worker.stopped().get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(UnusableClusterException.class);
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void mayBeDrainedAgainAfterItHasStopped() {
    Worker worker = startWithJobs(0);
    worker.close();

    worker.drain(Duration.ofSeconds(20));

    assertThat(worker.stopped()).isCompleted();
  }
}
