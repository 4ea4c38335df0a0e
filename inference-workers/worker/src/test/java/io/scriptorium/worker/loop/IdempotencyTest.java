package io.scriptorium.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.IdempotencyClaim;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.PageResult;
import io.scriptorium.schemas.IdempotencyKey;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.JobSamples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
  private static final IdempotencyKey KEY = new IdempotencyKey("press", "order 7");
  private static final TopicPartition HOME = home();
  private static final TopicPartition OTHER =
      new TopicPartition(HOME.topic(), 1 - HOME.partition());

  private final Bench bench = new Bench();

  private static TopicPartition home() {
    int partition =
        org.apache.kafka.common.utils.Utils.toPositive(
                org.apache.kafka.common.utils.Utils.murmur2(KEY.bytes()))
            % 2;
    return partition == 0 ? Bench.P0 : Bench.P1;
  }

  private void submit(Bench to, TopicPartition partition, int offset, String jobId) {
    PageJob job =
        JobSamples.page(offset + 1)
            .setJobId(jobId)
            .setTenant(KEY.tenant())
            .setIdempotencyKey(KEY.key())
            .build();
    to.consumer.addRecord(
        new ConsumerRecord<>(
            partition.topic(),
            partition.partition(),
            offset,
            KEY.bytes(),
            Topics.PAGE_JOBS.codec().encode(job)));
  }

  private static List<ItemStatus> statuses(Bench bench) {
    return bench.results().stream().map(PageResult::getStatus).toList();
  }

  private static List<Optional<String>> claims(Bench bench) {
    return bench.written(Topics.IDEMPOTENCY_CLAIMS.name()).stream()
        .map(IdempotencyTest::claim)
        .toList();
  }

  private static Optional<String> claim(ProducerRecord<byte[], byte[]> record) {
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(KEY.text());
    return Optional.ofNullable(record.value())
        .map(Topics.IDEMPOTENCY_CLAIMS.codec()::decode)
        .map(IdempotencyClaim::getJobId);
  }

  @Test
  void answersTheFirstAndNamesItToTheOthersWhileItRuns() {
    bench.assign(HOME);
    submit(bench, HOME, 0, "first");
    submit(bench, HOME, 1, "second");
    submit(bench, HOME, 2, "first");
    bench.turn();
    bench.tick();

    assertThat(bench.engine.offsets()).containsExactly(0);
    assertThat(bench.results())
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.getJobId()).isEqualTo("second");
              assertThat(result.getStatus()).isEqualTo(ItemStatus.DUPLICATE);
              assertThat(result.getSameAs()).isEqualTo("first");
            });

    bench.engine.answer(0);
    bench.tick();
    assertThat(statuses(bench)).containsExactly(ItemStatus.DUPLICATE, ItemStatus.OK);
    assertThat(claims(bench)).containsExactly(Optional.of("first"));
    assertThat(bench.committedOffsets()).containsEntry(HOME, new OffsetAndMetadata(3, ""));
  }

  @Test
  void answersNobodyTwiceOnceTheFirstIsCommitted() {
    bench.assign(HOME);
    submit(bench, HOME, 0, "first");
    bench.turn();
    bench.engine.answer(0);
    bench.tick();

    submit(bench, HOME, 1, "second");
    bench.turn();
    bench.tick();

    assertThat(bench.engine.offsets()).containsExactly(0);
    assertThat(statuses(bench)).containsExactly(ItemStatus.OK, ItemStatus.DUPLICATE);
  }

  @Test
  void sendsARecordThatLiesElsewhereToItsPartition() {
    bench.assign(OTHER);
    submit(bench, OTHER, 0, "first");
    bench.turn();
    bench.tick();

    assertThat(bench.engine.offsets()).isEmpty();
    assertThat(bench.written(HOME.topic()))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.partition()).isEqualTo(HOME.partition());
              assertThat(record.key()).isEqualTo(KEY.bytes());
            });
    assertThat(bench.committedOffsets()).containsEntry(OTHER, new OffsetAndMetadata(1, ""));
  }

  @Test
  void waitsUntilTheClaimsOfOthersAreKnown() {
    CompletableFuture<Void> known = new CompletableFuture<>();
    bench.claims.follow(() -> known);
    bench.assign(HOME);
    submit(bench, HOME, 0, "second");
    bench.turn();
    assertThat(bench.engine.offsets()).isEmpty();
    assertThat(bench.consumer.position(HOME)).isZero();

    // When another worker turns out to have answered
    bench.claims.committed(KEY, "first");
    known.complete(null);
    bench.tick();
    submit(bench, HOME, 0, "second");
    bench.tick();
    bench.tick();

    assertThat(bench.engine.offsets()).isEmpty();
    assertThat(statuses(bench)).containsExactly(ItemStatus.DUPLICATE);
  }

  @Test
  void doesAgainWhatWasNotCommittedWhenAPartitionWent() {
    bench.assign(HOME);
    submit(bench, HOME, 0, "first");
    bench.turn();
    bench.consumer.listener().onPartitionsLost(List.of(HOME));

    Bench successor = new Bench();
    successor.brokerKnows(bench.committedOffsets());
    successor.assign(HOME);
    submit(successor, HOME, 0, "first");
    submit(successor, HOME, 1, "second");
    successor.turn();
    successor.engine.answer(0);
    successor.tick();

    assertThat(statuses(successor)).containsExactlyInAnyOrder(ItemStatus.OK, ItemStatus.DUPLICATE);
  }

  @Test
  void doesAgainWhatATransactionDidNotKeep() {
    bench.assign(HOME);
    bench.tick();
    bench.brokerKnows(bench.committedOffsets());
    submit(bench, HOME, 0, "first");
    bench.turn();
    bench.engine.answer(0);
    bench.consumer.setPollException(new KafkaException("gone"));
    bench.turn();

    bench.tick(Duration.ofSeconds(1));
    submit(bench, HOME, 0, "first");
    bench.tick();
    bench.tick();
    bench.engine.answer(0);
    bench.tick();

    assertThat(statuses(bench)).containsExactly(ItemStatus.OK);
  }

  @Test
  void leavesTheKeyToTheNextWhereTheFirstFailed() {
    bench.assign(HOME);
    submit(bench, HOME, 0, "first");
    bench.turn();
    bench.engine.fail(0);
    bench.tick();
    submit(bench, HOME, 1, "first");
    bench.turn();
    bench.engine.answer(1);
    bench.tick();

    assertThat(statuses(bench)).containsExactly(ItemStatus.FAILED, ItemStatus.OK);
    assertThat(claims(bench)).containsExactly(Optional.of("first"));
  }

  @Test
  void holdsTheKeyWhileTheFirstWaitsToBeTriedAgain() {
    bench.assign(HOME, Bench.R0);
    submit(bench, HOME, 0, "first");
    bench.turn();
    bench.engine.postpone(0);
    bench.tick();
    submit(bench, HOME, 1, "second");
    bench.turn();
    bench.tick();
    assertThat(statuses(bench)).containsExactly(ItemStatus.DUPLICATE);
    assertThat(claims(bench)).containsExactly(Optional.of("first"));

    // When the last try fails for good, the key is free
    bench.clock.advance(Duration.ofSeconds(10));
    bench.redeliver();
    bench.tick();
    bench.tick();
    assertThat(bench.engine.offsets()).containsExactly(0, 0);
    bench.engine.fail(0);
    bench.tick();

    assertThat(claims(bench)).containsExactly(Optional.of("first"), Optional.empty());
    assertThat(statuses(bench)).containsExactly(ItemStatus.DUPLICATE, ItemStatus.FAILED);
  }

  @Test
  void jobsWithoutAKeyAreAnsweredEachTime() {
    bench.assign(Bench.P0);
    bench.add(Bench.P0, 0, 1);
    bench.turn();
    bench.engine.answer(0);
    bench.engine.answer(1);
    bench.tick();

    assertThat(statuses(bench)).containsExactly(ItemStatus.OK, ItemStatus.OK);
    assertThat(claims(bench)).isEmpty();
  }
}
