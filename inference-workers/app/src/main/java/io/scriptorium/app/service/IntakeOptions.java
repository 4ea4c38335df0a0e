package io.scriptorium.app.service;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.job.ByteSize;
import io.scriptorium.avro.Priority;
import io.scriptorium.worker.settings.Limits;
import io.scriptorium.worker.settings.Shares;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say how much work a worker takes. */
final class IntakeOptions {
  @Option(
      names = "--in-flight-tokens",
      paramLabel = "N",
      description =
          "Most tokens of the jobs under way, as they are estimated (default: 262144). The model"
              + " itself takes less where less keeps it busy.")
  private Optional<Long> tokens = Optional.empty();

  @Option(
      names = "--in-flight-bytes",
      paramLabel = "SIZE",
      converter = ByteSize.Converter.class,
      description = "Most payload bytes of the jobs under way, e.g. 64M (default: 256M).")
  private Optional<ByteSize> bytes = Optional.empty();

  @Option(
      names = "--lane-shares",
      paramLabel = "HIGH,NORMAL,LOW",
      split = ",",
      description =
          "Shares of the lanes, by tokens, where all have work (default: 60,30,10). What one does"
              + " not use, the others have.")
  private List<Integer> lanes = List.of();

  @Option(
      names = "--tenant-shares",
      paramLabel = "TENANT=N",
      split = ",",
      description = "Shares of tenants in their lane (default: 1 for each that is not named).")
  private Map<String, Integer> tenants = Map.of();

  /**
   * The limits.
   *
   * @param maxPayloadBytes longest payload
   */
  Limits limits(long maxPayloadBytes) {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        tokens.orElse(usual.maxInFlightTokens()),
        bytes.map(ByteSize::bytes).orElse(usual.maxInFlightBytes()),
        maxPayloadBytes,
        usual.fetchThreads(),
        shares());
  }

  /** Whether anybody is to have another share than usual. */
  boolean hasShares() {
    return !lanes.isEmpty() || !tenants.isEmpty();
  }

  private Shares shares() {
    Shares usual = Shares.DEFAULT;
    if (lanes.isEmpty()) {
      return new Shares(usual.high(), usual.normal(), usual.low(), tenants);
    }
    if (lanes.size() != Priority.values().length) {
      throw new ActionableException("--lane-shares are three numbers, e.g. 60,30,10");
    }
    return new Shares(lanes.get(0), lanes.get(1), lanes.get(2), tenants);
  }
}
