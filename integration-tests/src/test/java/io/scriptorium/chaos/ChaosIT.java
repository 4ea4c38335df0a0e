package io.scriptorium.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.chaos.ChaosWorker.Delivery;
import io.scriptorium.chaos.ChaosWorker.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A short run of the {@code chaos} command, and one whose fault must be found out. Networks are cut
 * where a Docker engine answers.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "faults are signals")
@Timeout(600)
class ChaosIT {
  private static final Path FOLDER = Path.of("target", "chaos");
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  @Test
  void everyJobHasOneOutcomeWhateverDies() throws IOException {
    Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    faults.put(Fault.KILL_WORKER, 2);
    faults.put(Fault.KILL_BROKER, 1);
    faults.put(Fault.KILL_SPLITTER, 1);
    faults.put(Fault.KILL_ASSEMBLER, 1);
    faults.put(Fault.FREEZE_WORKER, 1);
    faults.put(Fault.REBALANCE_STORM, 1);
    if (Containers.arePossible()) {
      faults.put(Fault.CUT_WORKER, 1);
      faults.put(Fault.CUT_BROKER, 1);
    }

    Verdict verdict =
        run(
            new Plan(
                new Inputs.Amount(600, 1, 6, 20),
                new Pipeline.Cast(1, 2, 1, Delivery.SOUND, Model.NONE),
                faults,
                BETWEEN,
                20));

    assertThat(verdict).matches(Verdict::isGood);
  }

  @Test
  void theOracleFindsOutWorkersWithoutTransactions() throws IOException {
    Verdict verdict =
        run(
            new Plan(
                new Inputs.Amount(500, 0, 0, 0),
                new Pipeline.Cast(1, 2, 1, Delivery.LEAKY, Model.NONE),
                Map.of(Fault.KILL_WORKER, 2),
                BETWEEN,
                20));

    assertThat(verdict.duplicated()).isNotEmpty();
  }

  private static Verdict run(Plan plan) throws IOException {
    Files.createDirectories(FOLDER);
    Path folder = Files.createTempDirectory(FOLDER, "run-").toAbsolutePath().normalize();
    try (Host host = Chaos.Parts.AUTO.host(JreImage.name(), folder)) {
      return new ChaosRun(plan, host, folder, new Timeline(System.out, folder))
          .run(new MarkedPages());
    }
  }
}
