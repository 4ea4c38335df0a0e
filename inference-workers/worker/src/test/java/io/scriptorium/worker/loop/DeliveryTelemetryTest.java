package io.scriptorium.worker.loop;

import static io.scriptorium.worker.loop.Bench.P0;
import static io.scriptorium.worker.loop.Bench.P1;
import static io.scriptorium.worker.loop.Bench.R0;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.ServiceMeter;
import io.scriptorium.worker.job.JobSamples;
import io.scriptorium.worker.job.JobTelemetry;
import io.scriptorium.worker.loop.LoopVitals.Membership;
import io.scriptorium.worker.meter.WorkerMeter;
import io.scriptorium.worker.partial.PartialTextFeed;
import io.scriptorium.worker.recall.Fingerprints;
import io.scriptorium.worker.recall.ResultStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class DeliveryTelemetryTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final Bench bench = new Bench();

  private double gauge(WorkerMeter meter) {
    return bench.telemetry.meters().get(meter.id()).gauge().value();
  }

  private double count(WorkerMeter meter, String... tags) {
    return bench.telemetry.meters().get(meter.id()).tags(tags).counter().count();
  }

  @Test
  void pendingJobsAreThoseOnTheTopicThoseThatWaitAndThoseInFlight() {
    bench.engine.roomFor(2);
    bench.consumer.updateEndOffsets(Map.of(P0, 10L, P1, 0L));
    bench.assign(P0, P1);
    bench.add(P0, 0, 1, 2);
    bench.tick(Duration.ofSeconds(1));

    assertThat(gauge(WorkerMeter.ASSIGNED_PARTITIONS)).isEqualTo(2);
    assertThat(gauge(WorkerMeter.IN_FLIGHT_JOBS)).isEqualTo(2);
    assertThat(gauge(WorkerMeter.IN_FLIGHT_TOKENS)).isPositive();
    assertThat(gauge(WorkerMeter.IN_FLIGHT_BYTES)).isPositive();
    assertThat(gauge(WorkerMeter.CONSUMER_LAG)).isEqualTo(7);
    assertThat(gauge(WorkerMeter.PENDING_JOBS)).isEqualTo(10);

    bench.engine.answer(0);
    bench.tick();
    assertThat(gauge(WorkerMeter.PENDING_JOBS)).isEqualTo(9);
  }

  @Test
  void countsWhatIsCommittedAndNothingTwice() {
    bench.assign(P0);
    bench.add(P0, 0);
    bench.add(P0, 1, "no job".getBytes(StandardCharsets.UTF_8));
    bench.turn();
    bench.engine.answer(0);
    bench.currentProducer().commitTransactionException = new KafkaException("not now");
    bench.tick();
    assertThat(count(WorkerMeter.RESULTS, "outcome", "done")).isZero();
    assertThat(count(WorkerMeter.COMMITS_ABORTED)).isEqualTo(1);

    bench.currentProducer().commitTransactionException = null;
    bench.tick();
    bench.tick();

    assertThat(count(WorkerMeter.RESULTS, "outcome", "done")).isEqualTo(1);
    assertThat(count(WorkerMeter.RESULTS, "outcome", "failed")).isEqualTo(1);
    assertThat(count(WorkerMeter.DEAD_LETTERS)).isEqualTo(1);
    assertThat(bench.telemetry.meters().get(WorkerMeter.COMMIT.id()).timer().count()).isPositive();
  }

  @Test
  void aJobThatIsNotDueIsNotPendingAndItsRetryCarriesOnTheTrace() {
    bench.assign(P0, R0);
    bench.add(P0, 0);
    bench.tick();
    bench.engine.postpone(0);
    bench.tick();
    assertThat(count(WorkerMeter.RESULTS, "outcome", "postponed")).isEqualTo(1);
    assertThat(count(WorkerMeter.DEAD_LETTERS)).isZero();

    bench.consumer.updateEndOffsets(Map.of(P0, 1L, R0, 1L));
    bench.redeliver();
    bench.turn();
    bench.tick(Duration.ofSeconds(1));
    assertThat(gauge(WorkerMeter.PENDING_JOBS)).isZero();

    bench.tick(Duration.ofSeconds(10));
    bench.tick(Duration.ofSeconds(1));
    assertThat(gauge(WorkerMeter.PENDING_JOBS)).isEqualTo(1);
  }

  @Test
  void tellsHowManyTenantsWaitInALane() {
    bench.engine.roomFor(0);
    bench.assign(P0);
    for (int i = 0; i < 60; i++) {
      String tenant = "tenant-" + i % 3;
      bench.add(
          P0, i, Topics.PAGE_JOBS.codec().encode(JobSamples.page(i + 1).setTenant(tenant).build()));
    }
    bench.turn();

    assertThat(
            bench
                .telemetry
                .meters()
                .get(WorkerMeter.WAITING_TENANTS.id())
                .tag("lane", "normal")
                .gauge()
                .value())
        .isEqualTo(3);
  }

  @Test
  void countsLateResults() {
    bench.assign(P0);
    bench.add(P0, 0);
    bench.turn();
    bench.engine.answer(0);
    bench.consumer.listener().onPartitionsLost(List.of(P0));
    bench.consumer.listener().onPartitionsAssigned(List.of(P0));
    bench.tick();

    assertThat(count(WorkerMeter.LATE_RESULTS)).isEqualTo(1);
  }

  @Test
  void theCatalogueIsWhatIsRegistered() {
    JobTelemetry unused = new JobTelemetry(bench.telemetry);
    ResultStore unusedToo =
        new ResultStore(new Fingerprints("model"), 1, bench.clock, bench.telemetry.meters());
    new PartialTextFeed(new StrictProducer(), bench.telemetry.meters()).close();

    assertThat(
            bench.telemetry.meters().getMeters().stream()
                .map(Meter::getId)
                .map(Meter.Id::getName)
                .filter(name -> !name.endsWith(".histogram")) // of this registry alone
                .collect(Collectors.toSet()))
        .isEqualTo(
            Arrays.stream(WorkerMeter.values()).map(ServiceMeter::id).collect(Collectors.toSet()));
  }

  @Test
  void worksFromTheFirstTurnOfAMemberUntilItDrains() {
    assertThat(bench.loop.vitals()).isEqualTo(LoopVitals.NONE);
    bench.assign(P0);
    bench.turn();
    assertThat(bench.loop.vitals().membership()).isEqualTo(Membership.WORKING);
    assertThat(bench.loop.vitals().lastTurn()).contains(bench.clock.instant());

    bench.loop.stopIntake();
    bench.turn();

    assertThat(bench.loop.vitals().membership()).isEqualTo(Membership.DRAINING);
  }

  @Test
  void isJoiningWhileItGoesBackToWhatIsCommitted() {
    bench.assign(P0);
    bench.add(P0, 0);
    bench.turn();
    bench.consumer.setPollException(new KafkaException("the brokers are gone"));
    bench.turn();

    assertThat(bench.loop.vitals().membership()).isEqualTo(Membership.JOINING);
  }

  @Test
  void aResultCarriesOnTheTraceOfItsJob() {
    bench.assign(P0);
    ConsumerRecord<byte[], byte[]> job = JobSamples.record(JobSamples.page(1).build(), 0, 0);
    job.headers()
        .add(
            "traceparent",
            ("00-" + TRACE + "-b7ad6b7169203331-01").getBytes(StandardCharsets.UTF_8));
    bench.consumer.addRecord(job);
    bench.turn();
    bench.engine.answer(0);
    bench.tick();

    List<SpanData> spans = bench.spans.getFinishedSpanItems();
    assertThat(spans)
        .extracting(SpanData::getName)
        .containsExactly("commit", "process scriptorium.page-jobs");
    assertThat(spans).extracting(SpanData::getTraceId).containsOnly(TRACE);
    SpanData process = spans.get(1);
    assertThat(process.getParentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(spans.get(0).getParentSpanId()).isEqualTo(process.getSpanId());
    ProducerRecord<byte[], byte[]> result = bench.currentProducer().history().get(0);
    assertThat(
            new String(result.headers().lastHeader("traceparent").value(), StandardCharsets.UTF_8))
        .startsWith("00-%s-%s-".formatted(TRACE, process.getSpanId()));
  }
}
