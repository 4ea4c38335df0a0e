package io.scriptorium.app.service;

import io.scriptorium.app.job.ByteSize;
import io.scriptorium.worker.settings.Memory;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.ITypeConverter;
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

  @Option(
      names = "--result-store",
      paramLabel = "SIZE|off",
      defaultValue = "64M",
      converter = StoreSize.Converter.class,
      description =
          "Memory for results from which jobs of the same content, task, model and tenant are"
              + " answered without the model (default: ${DEFAULT-VALUE}).")
  private StoreSize results;

  /** An amount of memory, or none. */
  record StoreSize(OptionalLong bytes) {
    static final class Converter implements ITypeConverter<StoreSize> {
      @Override
      public StoreSize convert(String value) {
        return new StoreSize(
            value.equalsIgnoreCase("off")
                ? OptionalLong.empty()
                : OptionalLong.of(new ByteSize.Converter().convert(value).bytes()));
      }
    }
  }

  Memory memory() {
    return new Memory(keys.orElse(Memory.DEFAULT.keys()), results.bytes());
  }
}
