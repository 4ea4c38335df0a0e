package io.scriptorium.app.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.batch.EngineVitals;
import io.scriptorium.engine.batch.EngineVitals.ThreadState;
import io.scriptorium.worker.loop.LoopVitals;
import io.scriptorium.worker.loop.LoopVitals.Membership;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkerHealthTest {
  private final ManualClock clock = new ManualClock();
  private final WorkerHealth worker =
      new WorkerHealth(new StallLimits(Duration.ofSeconds(30), Duration.ofSeconds(60)), clock);
  private final Health health = worker.health();
  private LoopVitals loop = LoopVitals.NONE;
  private EngineVitals engine = engine(ThreadState.RUNNING, 0, 0);

  private static EngineVitals engine(ThreadState thread, int pending, long seconds) {
    return new EngineVitals("engine-0", thread, pending, Duration.ofSeconds(seconds));
  }

  private void watch() {
    worker.watch(() -> loop, () -> List.of(engine));
  }

  private void turn(Membership membership) {
    loop = new LoopVitals(membership, Optional.of(clock.instant()));
  }

  @Test
  void hasStartedWhenTheModelIsLoadedAndTheGroupHasLetItIn() {
    assertThat(health.startup().problem()).contains("The model is being loaded");
    watch();
    turn(Membership.JOINING);
    assertThat(health.startup().problem()).isPresent();

    turn(Membership.WORKING);
    assertThat(health.startup().problem()).isEmpty();
    turn(Membership.JOINING);
    assertThat(health.startup().problem()).as("once and for all").isEmpty();
  }

  @Test
  void isReadyWhileItTakesJobs() {
    watch();
    turn(Membership.WORKING);
    assertThat(health.ready().problem()).isEmpty();

    turn(Membership.JOINING);
    assertThat(health.ready().problem()).isPresent();
    turn(Membership.DRAINING);
    assertThat(health.ready().problem()).contains("The worker is draining");
    assertThat(health.live().problem()).as("what drains lives").isEmpty();
  }

  @Test
  void aPollLoopThatIsStuckIsNoticed() {
    watch();
    turn(Membership.WORKING);
    clock.advance(Duration.ofSeconds(30));
    assertThat(health.live().problem()).isEmpty();

    clock.advance(Duration.ofSeconds(1));
    assertThat(health.live().problem()).contains("The poll loop has made no turn for 31 s");
    turn(Membership.WORKING);
    assertThat(health.live().problem()).isEmpty();
  }

  @Test
  void aPollLoopThatNeverTurnsIsNoticed() {
    watch();
    assertThat(health.live().problem()).isEmpty();
    clock.advance(Duration.ofSeconds(31));

    assertThat(health.live().problem()).isPresent();
  }

  @Test
  void anEngineThatHasWorkAndMakesNoStepIsNoticed() {
    watch();
    turn(Membership.WORKING);
    engine = engine(ThreadState.RUNNING, 3, 60);
    assertThat(health.live().problem()).isEmpty();

    engine = engine(ThreadState.RUNNING, 3, 61);
    assertThat(health.live().problem())
        .contains("engine-0 owes 3 answers and has made no step for 61 s");
  }

  @Test
  void anIdleEngineNeedsNoSteps() {
    watch();
    turn(Membership.WORKING);
    engine = engine(ThreadState.RUNNING, 0, 100_000);

    assertThat(health.live().problem()).isEmpty();
  }

  @Test
  void anEngineWhoseThreadHasEndedIsNoticedUnlessTheWorkerHasLeft() {
    watch();
    turn(Membership.WORKING);
    engine = engine(ThreadState.ENDED, 0, 0);
    assertThat(health.live().problem()).contains("The thread of engine-0 has ended");

    turn(Membership.LEFT);
    assertThat(health.live().problem()).isEmpty();
  }

  @Test
  void livesWhileTheModelIsLoaded() {
    clock.advance(Duration.ofHours(1));

    assertThat(health.live().problem()).isEmpty();
    assertThat(health.ready().problem()).isPresent();
  }
}
