package io.scriptorium.app.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.producers.split.SplitterVitals;
import io.scriptorium.producers.split.SplitterVitals.Membership;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceHealthTest {
  private final ManualClock clock = new ManualClock();
  private SplitterVitals vitals = new SplitterVitals(Membership.JOINING, Optional.empty());
  private boolean isRunning;
  private Optional<Throwable> failure = Optional.empty();
  private Optional<Duration> sincePoll = Optional.empty();

  private Health splitter() {
    SplitterHealth health = new SplitterHealth(StallLimits.DEFAULT, clock);
    health.watch(() -> vitals);
    return health.health();
  }

  private Health assembler() {
    AssemblerHealth health = new AssemblerHealth(StallLimits.DEFAULT, clock);
    health.watch(
        new AssemblerHealth.Vitals() {
          @Override
          public boolean isRunning() {
            return isRunning;
          }

          @Override
          public Optional<Throwable> failure() {
            return failure;
          }

          @Override
          public Optional<Duration> sincePoll() {
            return sincePoll;
          }
        });
    return health.health();
  }

  @Test
  void aSplitterIsReadyWhileItIsAMember() {
    Health health = splitter();
    assertThat(health.startup().problem()).isPresent();

    vitals = new SplitterVitals(Membership.WORKING, Optional.of(clock.instant()));
    assertThat(health.startup().problem()).isEmpty();
    assertThat(health.ready().problem()).isEmpty();

    vitals = new SplitterVitals(Membership.LEAVING, Optional.of(clock.instant()));
    assertThat(health.startup().problem()).isEmpty();
    assertThat(health.ready().problem()).contains("The splitter is leaving");
  }

  @Test
  void aSplitterThatPollsNoMoreIsNoticed() {
    Health health = splitter();
    vitals = new SplitterVitals(Membership.WORKING, Optional.of(clock.instant()));
    clock.advance(StallLimits.DEFAULT.poll());
    assertThat(health.live().problem()).isEmpty();
    clock.advance(Duration.ofSeconds(1));

    assertThat(health.live().problem()).contains("The poll loop has made no turn for 121 s");
  }

  @Test
  void anAssemblerIsReadyWhileItHasItsPartitions() {
    Health health = assembler();
    assertThat(health.startup().problem()).isPresent();
    isRunning = true;
    assertThat(health.startup().problem()).isEmpty();
    isRunning = false;

    assertThat(health.startup().problem()).isEmpty();
    assertThat(health.ready().problem()).isPresent();
    assertThat(health.live().problem()).as("partitions come and go").isEmpty();
  }

  @Test
  void anAssemblerThatHasGivenUpOrIsStuckIsNoticed() {
    Health health = assembler();
    sincePoll = Optional.of(Duration.ofSeconds(121));
    assertThat(health.live().problem()).contains("A stream thread has not polled for 121 s");

    failure = Optional.of(new IllegalStateException("five deaths"));
    assertThat(health.live().problem().orElseThrow()).contains("five deaths");
  }
}
