package io.scriptorium.app.pipeline;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.split.KafkaSplitterClients;
import io.scriptorium.producers.split.SplitLimits;
import io.scriptorium.producers.split.SplitRetries;
import io.scriptorium.producers.split.SplitterSettings;
import io.scriptorium.producers.split.SplitterStage;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/**
 * A splitter at work in a thread of its own.
 *
 * @param stage what works
 * @param ended completes when it has ended; exceptionally if it did so by a failure
 */
public record SplitterThread(SplitterStage stage, CompletableFuture<Void> ended)
    implements AutoCloseable {

  /**
   * Where a splitter works.
   *
   * @param cluster its topics
   * @param payloads documents and page images
   * @param instance its name, unlike that of every other one
   * @param scratch folder for copies of documents
   * @param format what the values of records are like
   */
  public record Place(
      Cluster cluster, PayloadStore payloads, String instance, Path scratch, RecordFormat format) {}

  /** Starts one that tells of itself. */
  public static SplitterThread start(
      Place place, SplitLimits limits, SplitRetries retries, Telemetry telemetry) {
    SplitterSettings usual = SplitterSettings.in(place.scratch());
    SplitterSettings settings =
        new SplitterSettings(
            limits, usual.pagesPerTransaction(), usual.commitInterval(), retries, usual.scratch());
    SplitterStage stage =
        new SplitterStage(
            new KafkaSplitterClients(
                place.cluster().clientSettings(), place.instance(), place.format()),
            place.payloads(),
            settings,
            Clock.systemUTC(),
            telemetry);
    SplitterThread splitter = new SplitterThread(stage, new CompletableFuture<>());
    new Thread(splitter::work, "splitter").start();
    return splitter;
  }

  private void work() {
    try {
      stage.run();
      ended.complete(null);
    } catch (RuntimeException | Error e) {
      ended.completeExceptionally(e);
    }
  }

  /** Commits the pages that are out, and ends. */
  @Override
  public void close() {
    stage.close();
  }
}
