package io.scriptorium.app.bench.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this process has in memory, in bytes; the first two are 0 where the system does not tell.
 *
 * @param resident all of it
 * @param files parts of files that are mapped, libraries among them
 * @param heap what the JVM has committed for objects
 * @param metaspace what it has committed for classes
 * @param codeCache what it has committed for compiled code
 */
public record Residence(long resident, long files, long heap, long metaspace, long codeCache) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** As it is now. */
  public static Residence now() {
    List<String> status = status();
    return new Residence(
        bytes(status, "VmRSS:"),
        bytes(status, "RssFile:"),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted(),
        committed("Metaspace"),
        committed("Code"));
  }

  /** What the JVM accounts for. */
  public long jvm() {
    return heap + metaspace + codeCache;
  }

  private static List<String> status() {
    try {
      return Files.readAllLines(STATUS);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static long bytes(List<String> status, String key) {
    return status.stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  /** Pools by the beginning of their names: code is kept in one pool or three. */
  private static long committed(String name) {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().startsWith(name))
        .mapToLong((MemoryPoolMXBean pool) -> pool.getUsage().getCommitted())
        .sum();
  }
}
