package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.cluster.JobEvent;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.output.DocumentTexts;
import io.scriptorium.app.output.FailureLine;
import io.scriptorium.app.output.ResultFolder;
import io.scriptorium.app.pipeline.Documents;
import io.scriptorium.app.pipeline.LocalDocuments;
import io.scriptorium.app.pipeline.LocalPipeline;
import io.scriptorium.app.pipeline.TemporaryFolder;
import io.scriptorium.app.run.DocumentRun;
import io.scriptorium.app.run.RunReport;
import io.scriptorium.app.source.Source;
import io.scriptorium.app.source.Sources;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.producers.job.SubmitException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A whole pipeline at work, through which pages are sent, each as a document of its own. */
final class MeasuredPipeline implements AutoCloseable {
  private static final Duration WAIT = Duration.ofMillis(100);

  private final LocalPipeline pipeline;
  private final Documents documents;
  private final TemporaryFolder results = TemporaryFolder.create();
  private final Reading reading;
  private final Watch watch;
  private int rounds;

  private MeasuredPipeline(
      LocalPipeline pipeline, Documents documents, Reading reading, Watch watch) {
    this.pipeline = pipeline;
    this.documents = documents;
    this.reading = reading;
    this.watch = watch;
  }

  static MeasuredPipeline start(Reading reading, Watch watch) {
    return over(
        LocalPipeline.start(() -> new SharedReader(reading.model()), reading.limits()),
        reading,
        watch);
  }

  /** Starts one whose topics have so many partitions each. */
  static MeasuredPipeline start(int partitions, Reading reading, Watch watch) {
    return over(
        LocalPipeline.withPartitions(
            partitions, () -> new SharedReader(reading.model()), reading.limits()),
        reading,
        watch);
  }

  private static MeasuredPipeline over(LocalPipeline pipeline, Reading reading, Watch watch) {
    try {
      Documents documents = new LocalDocuments(pipeline, reading.task(), reading.range());
      return new MeasuredPipeline(pipeline, documents, reading, watch);
    } catch (RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  /** Reads pages and writes their results as files. */
  Round read(List<Path> pages) throws IOException {
    rounds++;
    DocumentRun run =
        new DocumentRun(
            documents,
            ResultFolder.at(results.folder("round-" + rounds)),
            new DocumentTexts(pipeline.payloads()),
            watch.withinRound());
    Sources sources =
        new Sources(pages.stream().map(MeasuredPipeline::source).toList(), List.of(), 0);
    Moment before = Moment.now(reading.model());
    RunReport report = run.read(sources, watch.interruption());
    Moment after = Moment.now(reading.model());
    return new Round(
        report.pages(),
        report.failed(),
        report.tokens(),
        after.since(before),
        after.sharesSince(before));
  }

  /**
   * Reads one page.
   *
   * @return the time from submitting its file to its result in hand
   */
  Duration readOne(Path page) throws IOException {
    long begin = System.nanoTime();
    try {
      String jobId = documents.submit(source(page));
      while (true) {
        for (JobEvent event : documents.poll(WAIT)) {
          if (event instanceof JobEvent.DocumentFinished finished
              && finished.jobId().equals(jobId)) {
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            end(finished.result());
            return took;
          }
        }
      }
    } catch (SubmitException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
  }

  private void end(DocumentResult result) throws IOException {
    documents.release(result);
    if (result.getStatus() != DocumentStatus.COMPLETE) {
      throw new ActionableException(FailureLine.of(result));
    }
  }

  private static Source source(Path page) {
    return new Source(page, page.toString());
  }

  @Override
  public void close() {
    documents.close();
    pipeline.close();
    results.close();
  }
}
