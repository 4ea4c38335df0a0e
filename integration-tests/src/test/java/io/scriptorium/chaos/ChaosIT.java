package io.scriptorium.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.chaos.ChaosWorker.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A short run of the {@code chaos} command, and one whose fault must be found out. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "faults are signals")
@Timeout(600)
class ChaosIT {
  private static final Path FOLDER = Path.of("target", "chaos");

  @Test
  void everyJobHasOneOutcomeWhateverDies() throws IOException {
    Oracle.Verdict verdict =
        run(
            new ChaosRun.Plan(
                1000,
                1,
                2,
                Map.of(
                    Fault.KILL_WORKER, 2,
                    Fault.KILL_BROKER, 1,
                    Fault.FREEZE_WORKER, 1,
                    Fault.REBALANCE, 1),
                Delivery.SOUND,
                20));

    assertThat(verdict).matches(Oracle.Verdict::isGood);
  }

  @Test
  void theOracleFindsOutWorkersWithoutTransactions() throws IOException {
    Oracle.Verdict verdict =
        run(new ChaosRun.Plan(500, 0, 2, Map.of(Fault.KILL_WORKER, 2), Delivery.LEAKY, 20));

    assertThat(verdict.duplicated()).isNotEmpty();
  }

  private static Oracle.Verdict run(ChaosRun.Plan plan) throws IOException {
    Files.createDirectories(FOLDER);
    return new ChaosRun(plan, Files.createTempDirectory(FOLDER, "run-"), System.out).run();
  }
}
