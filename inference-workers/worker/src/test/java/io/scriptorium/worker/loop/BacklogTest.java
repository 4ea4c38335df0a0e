package io.scriptorium.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.api.trace.Span;
import io.scriptorium.avro.Priority;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobSamples;
import io.scriptorium.worker.job.Origin;
import io.scriptorium.worker.settings.Limits;
import io.scriptorium.worker.settings.Shares;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final int AHEAD = 8;

  private final Backlog backlog =
      new Backlog(
          new Limits(1_000_000, 1 << 20, 1 << 20, 4, new Shares(60, 30, 10, Map.of("press", 3))));
  private long offset;

  private Waiting waiting(Priority lane, String tenant, long tokens) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            Topics.PAGE_LANES.of(lane).name(), 0, offset++, new byte[1], new byte[1]);
    return new Waiting(
        new Received(record, Origin.of(record, List.of()), 1, new Received.Attempts(0, 0)),
        new Job.Page(JobSamples.page(1).setTenant(tenant).build()),
        new Cost(tokens, 1),
        Span.getInvalid());
  }

  private void add(Priority lane, String tenant, long tokens, int count) {
    for (int i = 0; i < count; i++) {
      backlog.add(waiting(lane, tenant, tokens));
    }
  }

  /** Starts jobs as an engine with room would, each after its attempt was counted. */
  private <K> Map<K, Double> start(int count, Map<K, Double> tokens, Function<Waiting, K> by) {
    for (int i = 0; i < count; i++) {
      while (!backlog.head().orElseThrow().isCounted()) {
        backlog.choose(AHEAD);
        backlog.count();
      }
      Waiting next = backlog.start();
      tokens.merge(by.apply(next), (double) next.cost().tokens(), Double::sum);
    }
    return tokens;
  }

  private Map<Priority, Double> start(int count) {
    return start(count, new EnumMap<>(Priority.class), Waiting::lane);
  }

  private Map<String, Double> startByTenant(int count) {
    return start(count, new HashMap<>(), waiting -> waiting.job().tenant());
  }

  private static <K> double share(Map<K, Double> tokens, K whose) {
    double all = tokens.values().stream().mapToDouble(Double::doubleValue).sum();
    return tokens.getOrDefault(whose, 0.0) / all;
  }

  @Test
  void everyLaneHasItsShareOfTheTokensWhileAllHaveWork() {
    add(Priority.HIGH, "", 100, 500);
    add(Priority.NORMAL, "", 30, 1000);
    add(Priority.LOW, "", 400, 100);

    Map<Priority, Double> tokens = start(500);

    assertThat(share(tokens, Priority.HIGH)).isCloseTo(0.6, within(0.03));
    assertThat(share(tokens, Priority.NORMAL)).isCloseTo(0.3, within(0.03));
    assertThat(share(tokens, Priority.LOW)).isCloseTo(0.1, within(0.03));
  }

  @Test
  void bulkHasWhatTheOthersDoNotUse() {
    add(Priority.LOW, "", 100, 200);

    assertThat(share(start(100), Priority.LOW)).isEqualTo(1);
  }

  @Test
  void anUrgentJobOvertakesABacklogOfBulk() {
    add(Priority.LOW, "", 100, 1000);
    start(50);

    add(Priority.HIGH, "", 100, 1);

    assertThat(share(start(1), Priority.HIGH)).isEqualTo(1);
  }

  @Test
  void tenantsShareTheirLaneByTheirWeights() {
    add(Priority.NORMAL, "press", 100, 600);
    add(Priority.NORMAL, "archive", 50, 1200);
    add(Priority.NORMAL, "", 100, 600);

    Map<String, Double> tokens = startByTenant(600);

    assertThat(share(tokens, "press")).isCloseTo(0.6, within(0.05));
    assertThat(share(tokens, "archive")).isCloseTo(0.2, within(0.05));
    assertThat(share(tokens, "")).isCloseTo(0.2, within(0.05));
  }

  @Test
  void aTenantWithFewJobsNeedNotWaitForTheBacklogOfAnother() {
    add(Priority.NORMAL, "archive", 100, 1000);
    start(20);

    add(Priority.NORMAL, "small", 100, 2);

    assertThat(startByTenant(2 * AHEAD)).containsEntry("small", 200.0);
  }

  @Test
  void onlyTheTopicsOfAFullLaneAreHeldBack() {
    add(Priority.LOW, "", 500_000, 2);

    assertThat(backlog.isFull(Topics.PAGE_LANES.low().name())).isTrue();
    assertThat(backlog.isFull(Topics.IMAGE_LANES.low().name())).isTrue();
    assertThat(backlog.isFull(Topics.PAGE_LANES.high().name())).isFalse();
    assertThat(backlog.isFull(Topics.RETRY_LANES.get(0).topic().name())).isFalse();

    start(1);
    assertThat(backlog.isFull(Topics.PAGE_LANES.low().name())).isFalse();
  }

  @Test
  void whatIsTakenOutHoldsNothingBack() {
    add(Priority.LOW, "gone", 1_000_000, 1);
    add(Priority.LOW, "stays", 1, 1);

    backlog.removeIf(waiting -> waiting.job().tenant().equals("gone"), waiting -> {});

    assertThat(backlog.isFull(Topics.PAGE_LANES.low().name())).isFalse();
    assertThat(backlog.size(Priority.LOW)).isEqualTo(1);
    assertThat(startByTenant(1)).containsOnlyKeys("stays");
    assertThat(backlog.isEmpty()).isTrue();
  }
}
