package io.scriptorium.app.service;

import io.scriptorium.worker.settings.Memory;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say what a worker remembers of jobs that are done. */
final class MemoryOptions {
  @Option(
      names = "--remembered-keys",
      paramLabel = "N",
      description =
          "Most idempotency keys of which it is remembered who answered (default: 200000); each"
              + " takes about 250 bytes.")
  private Optional<Integer> keys = Optional.empty();

  Memory memory() {
    return new Memory(keys.orElse(Memory.DEFAULT.keys()));
  }
}
