package io.scriptorium.app.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The most memory that this process ever had resident, as Linux tells ({@code VmHWM}). */
public final class PeakMemory {
  private PeakMemory() {}

  /** Begins anew with what is resident now, where the system allows it ({@code clear_refs}). */
  public static void reset() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    } catch (IOException e) {
      // Then the peak is that of the whole process so far, which is no less.
      return;
    }
  }

  /** In bytes; empty where the system does not tell. */
  public static OptionalLong bytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
