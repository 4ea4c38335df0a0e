package io.scriptorium.app.service;

import io.scriptorium.app.job.ByteSize;
import io.scriptorium.worker.settings.Limits;
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
        usual.fetchThreads());
  }
}
