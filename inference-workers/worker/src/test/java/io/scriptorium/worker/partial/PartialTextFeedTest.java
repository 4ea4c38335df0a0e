package io.scriptorium.worker.partial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.avro.PartialText;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.task.TextSink;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobSamples;
import io.scriptorium.worker.meter.WorkerMeter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PartialTextFeedTest {
  private static final Job PAGE = new Job.Page(JobSamples.page(3).build());

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private double count(String outcome) {
    return meters.get(WorkerMeter.PARTIAL_TEXTS.id()).tag("outcome", outcome).counter().count();
  }

  private static TextSink.Piece piece(String text) {
    return new TextSink.Piece(Optional.empty(), text);
  }

  private static MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A producer whose broker is slow: it holds on to what it is given. */
  private static final class StuckProducer extends MockProducer<byte[], byte[]> {
    final CountDownLatch isStuck = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);

    StuckProducer() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // Its lock would hold up others.
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
      isStuck.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TimeoutException("interrupted");
      }
      return super.send(record, callback);
    }
  }

  @Test
  void numbersThePiecesOfEachTry() {
    MockProducer<byte[], byte[]> producer = producer();
    try (PartialTextFeed feed = new PartialTextFeed(producer, meters)) {
      TextSink first = feed.of(PAGE, 1);
      first.take(new TextSink.Piece(Optional.of(new Box(1, 2, 3, 4)), "harbour"));
      first.take(piece("ledger"));
      feed.of(PAGE, 2).take(piece("harbour ledger"));
      feed.of(new Job.Image(JobSamples.image().build()), 1).take(piece("a cat"));
      await().until(() -> count("sent") == 4);
    }

    List<PartialText> texts =
        producer.history().stream()
            .map(record -> Topics.PARTIAL_TEXT.codec().decode(record.value()))
            .toList();
    assertThat(texts)
        .extracting(
            text ->
                "%s %d %d %d %s"
                    .formatted(
                        text.getJobId(),
                        text.getPage(),
                        text.getAttempt(),
                        text.getSequence(),
                        text.getText()))
        .containsExactly(
            "job 3 1 0 harbour",
            "job 3 1 1 ledger",
            "job 3 2 0 harbour ledger",
            "picture 0 1 0 a cat");
    assertThat(texts.get(0).getBox()).isEqualTo(new io.scriptorium.avro.Box(1f, 2f, 3f, 4f));
    assertThat(texts.get(1).getBox()).isNull();
    assertThat(producer.history())
        .extracting(ProducerRecord::topic)
        .containsOnly(Topics.PARTIAL_TEXT.name());
    assertThat(new String(producer.history().get(0).key(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("job");
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void keepsWhatASlowBrokerDoesNotTakeYetAndAsksForNoMoreJobs() throws Exception {
    StuckProducer producer = new StuckProducer();
    try (PartialTextFeed feed = new PartialTextFeed(producer, meters)) {
      TextSink sink = feed.of(PAGE, 1);
      sink.take(piece("first"));
      producer.isStuck.await();

      assertThat(feed.hasRoom()).isTrue();

      // Nobody takes anything out of the queue now, and yet this returns
      for (int i = 0; i < 1500; i++) {
        sink.take(piece("more"));
      }
      assertThat(feed.hasRoom()).isFalse();

      producer.goOn.countDown();
      await().until(() -> count("sent") == 1501);
      assertThat(feed.hasRoom()).isTrue();
      sink.take(piece("last"));
    }
    assertThat(count("sent")).isEqualTo(1502);
    assertThat(count("dropped")).isZero();
    List<Integer> sequences =
        producer.history().stream()
            .map(record -> Topics.PARTIAL_TEXT.codec().decode(record.value()).getSequence())
            .toList();
    assertThat(sequences).isSorted().hasSize(1502).endsWith(1501);
  }

  @Test
  void outlivesAProducerThatFails() {
    MockProducer<byte[], byte[]> producer = producer();
    producer.sendException = new TimeoutException("no broker answers");
    try (PartialTextFeed feed = new PartialTextFeed(producer, meters)) {
      TextSink sink = feed.of(PAGE, 1);
      sink.take(piece("lost"));
      await().until(() -> count("dropped") == 1);
      producer.sendException = null;
      sink.take(piece("sent"));
      await().until(() -> count("sent") == 1);
    }
  }

  @Test
  void endsThoughTheProducerIsStuckAndTakesNothingAfterwards() throws Exception {
    StuckProducer producer = new StuckProducer();
    PartialTextFeed feed = new PartialTextFeed(producer, meters);
    TextSink sink = feed.of(PAGE, 1);
    sink.take(piece("first"));
    producer.isStuck.await();

    feed.close();
    sink.take(piece("late"));

    assertThat(count("sent")).isZero();
    assertThat(count("dropped")).isEqualTo(2);
  }
}
