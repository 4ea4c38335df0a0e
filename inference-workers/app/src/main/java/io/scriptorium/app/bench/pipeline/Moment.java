package io.scriptorium.app.bench.pipeline;

import com.sun.management.OperatingSystemMXBean;
import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.engine.task.StageTimes;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;

/**
 * Clocks of a moment.
 *
 * @param nanos of the wall clock
 * @param process processor time of this process, threads that are gone included
 * @param threads processor time of the threads there are
 * @param stages where the reader's threads spent their time
 */
record Moment(long nanos, long process, ProcessorTime threads, StageTimes stages) {
  static Moment now(ModelTaskRunner reader) {
    return new Moment(
        System.nanoTime(),
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
        ProcessorTime.now(),
        reader.stageTimes());
  }

  /** Wall time since an earlier moment. */
  Duration since(Moment earlier) {
    return Duration.ofNanos(nanos - earlier.nanos);
  }

  /** Where processor time went since an earlier moment. */
  StageShares sharesSince(Moment earlier) {
    Map<String, Double> seconds = threads.secondsSince(earlier.threads);
    double living = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    return StageShares.of(
        seconds,
        (process - earlier.process) / 1e9 - living,
        new StageTimes(
            stages.decode().minus(earlier.stages.decode()),
            stages.layout().minus(earlier.stages.layout()),
            stages.vision().minus(earlier.stages.vision()),
            stages.text().minus(earlier.stages.text()),
            stages.compose().minus(earlier.stages.compose())));
  }
}
