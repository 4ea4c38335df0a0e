package io.scriptorium.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultsTest {
  private static Faults faults(Map<Fault, Integer> counts) {
    return new Faults(counts, Duration.ofSeconds(1));
  }

  @Test
  void theSameSeedGivesTheSameOrder() {
    Faults faults = faults(Map.of(Fault.KILL_WORKER, 5, Fault.FAIL_BLOBS, 5));

    assertThat(faults.shuffled(new Random(1)))
        .hasSize(10)
        .isEqualTo(faults.shuffled(new Random(1)))
        .isNotEqualTo(faults.shuffled(new Random(2)));
  }

  @Test
  void whatHappensZeroTimesNeedsNothing() {
    assertThat(faults(Map.of(Fault.FILL_DISK, 0)).include(Fault.FILL_DISK)).isFalse();
    assertThat(faults(Map.of(Fault.FILL_DISK, 0)).needIsolation()).isFalse();
    assertThat(faults(Map.of(Fault.FILL_DISK, 1)).needIsolation()).isTrue();
  }

  @Test
  void aRegistryThatIsToBeStoppedIsThere() {
    assertThat(plan(Fault.STOP_REGISTRY, false).hasRegistry()).isTrue();
    assertThat(plan(Fault.KILL_WORKER, false).hasRegistry()).isFalse();
    assertThat(plan(Fault.KILL_WORKER, true).hasRegistry()).isTrue();
  }

  private static Plan plan(Fault fault, boolean registry) {
    return new Plan(
        new Inputs.Amount(1, 0, 0, 0),
        new Pipeline.Cast(1, 1, 1, ChaosWorker.Delivery.SOUND, ChaosWorker.Model.NONE),
        new Plan.Stores(FaultyBlobs.Kind.FOLDER, registry),
        faults(Map.of(fault, 1)),
        1);
  }

  @ParameterizedTest
  @EnumSource
  void theReadmeTellsOfEachFault(Fault fault) throws IOException {
    assertThat(Files.readString(Path.of("README.md"))).contains("`%s`".formatted(fault));
  }
}
