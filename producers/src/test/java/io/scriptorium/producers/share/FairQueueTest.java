package io.scriptorium.producers.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private record Job(String tenant, double cost) {}

  private final Map<String, Double> weights = new HashMap<>();
  private final FairQueue<String, Job> queue =
      new FairQueue<>(tenant -> weights.getOrDefault(tenant, 1.0), Job::cost);

  private void add(String tenant, double cost, int count) {
    for (int i = 0; i < count; i++) {
      queue.add(tenant, new Job(tenant, cost));
    }
  }

  private Map<String, Double> take(int count) {
    Map<String, Double> taken = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Job job = queue.removeFirst();
      taken.merge(job.tenant(), job.cost(), Double::sum);
    }
    return taken;
  }

  private static double ratio(Map<String, Double> taken, String one, String other) {
    return taken.getOrDefault(one, 0.0) / taken.getOrDefault(other, 0.0);
  }

  @Test
  void sharesByCostAndNotByNumber() {
    add("small", 10, 1000);
    add("large", 100, 1000);

    Map<String, Double> taken = take(550);

    assertThat(ratio(taken, "small", "large")).isCloseTo(1, within(0.05));
  }

  @Test
  void sharesByWeight() {
    weights.put("three", 3.0);
    add("three", 10, 1000);
    add("one", 10, 1000);

    Map<String, Double> taken = take(400);

    assertThat(ratio(taken, "three", "one")).isCloseTo(3, within(0.1));
  }

  @Test
  void owesNothingToWhoWasAway() {
    add("busy", 10, 1000);
    take(500);
    add("late", 10, 1000);

    Map<String, Double> taken = take(100);

    assertThat(ratio(taken, "late", "busy")).isCloseTo(1, within(0.05));
  }

  @Test
  void givesTheShareOfWhoHasNoWorkToTheOthers() {
    weights.put("away", 1000.0);
    add("away", 10, 1);
    add("a", 10, 100);
    add("b", 10, 100);

    take(1);
    Map<String, Double> taken = take(100);

    assertThat(taken).doesNotContainKey("away");
    assertThat(ratio(taken, "a", "b")).isCloseTo(1, within(0.05));
  }

  @Test
  void keepsTheOrderWithinATenant() {
    List<Job> jobs = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      Job job = new Job("one", 1 + random.nextInt(50));
      jobs.add(job);
      queue.add("one", job);
      queue.add("other", new Job("other", 1 + random.nextInt(50)));
    }
    List<Job> taken = new ArrayList<>();
    while (!queue.isEmpty()) {
      assertThat(queue.first()).isSameAs(queue.first());
      Job job = queue.removeFirst();
      if (job.tenant().equals("one")) {
        taken.add(job);
      }
    }

    assertThat(taken).containsExactlyElementsOf(jobs);
  }

  @Test
  void forgetsWhatIsTakenOut() {
    add("a", 10, 3);
    add("b", 10, 2);

    queue.removeIf(job -> job.tenant().equals("a"));

    assertThat(queue.size()).isEqualTo(2);
    assertThat(take(2)).containsOnlyKeys("b");
    assertThat(queue.isEmpty()).isTrue();
    assertThatThrownBy(queue::first).isInstanceOf(NoSuchElementException.class);
  }
}
