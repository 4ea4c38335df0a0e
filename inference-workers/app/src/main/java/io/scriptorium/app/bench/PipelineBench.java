package io.scriptorium.app.bench;

import com.sun.management.OperatingSystemMXBean;
import io.scriptorium.app.console.Interruption;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.output.DocumentTexts;
import io.scriptorium.app.output.ResultFolder;
import io.scriptorium.app.pipeline.Documents;
import io.scriptorium.app.pipeline.LocalPipeline;
import io.scriptorium.app.run.DocumentRun;
import io.scriptorium.app.run.RunReport;
import io.scriptorium.app.source.Source;
import io.scriptorium.app.source.Sources;
import io.scriptorium.engine.task.StageTimes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Sends pages through a pipeline, each as a document of its own, and takes the time. */
final class PipelineBench {
  private final LocalPipeline pipeline;
  private final Documents documents;
  private final Progress progress;
  private final Interruption interruption;

  PipelineBench(
      LocalPipeline pipeline, Documents documents, Progress progress, Interruption interruption) {
    this.pipeline = pipeline;
    this.documents = documents;
    this.progress = progress;
    this.interruption = interruption;
  }

  /**
   * What one round came to.
   *
   * @param report pages, characters, tokens
   * @param elapsed from the first page handed in to the last result written
   * @param shares where processor time went
   */
  record Round(RunReport report, Duration elapsed, StageShares shares) {}

  /** Reads pages and writes their results to a folder. */
  Round read(List<Path> pages, Path out) throws IOException {
    DocumentRun run =
        new DocumentRun(
            documents, ResultFolder.at(out), new DocumentTexts(pipeline.payloads()), progress);
    List<Source> sources = pages.stream().map(page -> new Source(page, page.toString())).toList();
    Moment before = Moment.now(pipeline);
    RunReport report = run.read(new Sources(sources, List.of(), 0), interruption);
    Moment after = Moment.now(pipeline);
    return new Round(report, Duration.ofNanos(after.nanos - before.nanos), after.since(before));
  }

  /** Clocks of a moment. */
  private record Moment(long nanos, long process, ProcessorTime threads, StageTimes stages) {
    static Moment now(LocalPipeline pipeline) {
      return new Moment(
          System.nanoTime(),
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
          ProcessorTime.now(),
          pipeline.reader().stageTimes());
    }

    StageShares since(Moment earlier) {
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
}
