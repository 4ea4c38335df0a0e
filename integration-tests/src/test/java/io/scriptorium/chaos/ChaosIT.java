package io.scriptorium.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.chaos.ChaosWorker.Delivery;
import io.scriptorium.chaos.ChaosWorker.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  /** A seed by which they are the first fault, so that what waits for them does so meanwhile. */
  private static final long BLOBS_FIRST = 26;

  @Test
  void everyJobHasOneOutcomeWhateverDies() throws IOException {
    Map<Fault, Integer> faults =
        Map.of(
            Fault.KILL_WORKER, 2,
            Fault.KILL_BROKER, 1,
            Fault.KILL_SPLITTER, 1,
            Fault.KILL_ASSEMBLER, 1,
            Fault.FAIL_BLOBS, 1);

    Verdict verdict =
        run(
            new Plan(
                new Inputs.Amount(400, 0, 5, 20),
                new Pipeline.Cast(1, 2, 1, Delivery.SOUND, Model.NONE),
                new Plan.Stores(FaultyBlobs.Kind.S3, false),
                new Faults(faults, BETWEEN),
                BLOBS_FIRST));

    assertThat(verdict).matches(Verdict::isGood);
  }

  @Test
  void theOracleFindsOutWorkersWithoutTransactions() throws IOException {
    Verdict verdict =
        run(
            new Plan(
                new Inputs.Amount(200, 0, 0, 0),
                new Pipeline.Cast(0, 2, 0, Delivery.LEAKY, Model.NONE),
                new Plan.Stores(FaultyBlobs.Kind.FOLDER, false),
                new Faults(Map.of(Fault.KILL_WORKER, 1), BETWEEN),
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
