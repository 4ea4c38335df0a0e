package io.scriptorium.app.bench.pipeline;

import com.sun.management.OperatingSystemMXBean;
import io.scriptorium.app.bench.measure.Residence;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * What a process had cost at a point of its work.
 *
 * @param jobs begun by then
 * @param nanos of its wall clock
 * @param processorNanos processor time of all its threads
 * @param residentBytes memory; 0 where the system does not tell
 */
record CostPoint(long jobs, long nanos, long processorNanos, long residentBytes) {

  /** What a line begins with, so that it is known among others. */
  private static final String MARK = "cost-point ";

  /** As it is now, in this process. */
  static CostPoint now(long jobs) {
    return new CostPoint(
        jobs,
        System.nanoTime(),
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
        Residence.now().resident());
  }

  /** As a line, for another process. */
  String line() {
    return MARK + "%d %d %d %d".formatted(jobs, nanos, processorNanos, residentBytes);
  }

  /** What a line tells; empty if it is another one, of a log for instance. */
  static Optional<CostPoint> parse(String line) {
    if (!line.startsWith(MARK)) {
      return Optional.empty();
    }
    String[] fields = line.substring(MARK.length()).split(" ", -1);
    return Optional.of(
        new CostPoint(
            Long.parseLong(fields[0]),
            Long.parseLong(fields[1]),
            Long.parseLong(fields[2]),
            Long.parseLong(fields[3])));
  }
}
