package io.scriptorium.app.pipeline;

import io.scriptorium.app.broker.BrokerSettings;
import io.scriptorium.app.broker.EmbeddedBroker;
import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.ErrorReporter;
import io.scriptorium.assembler.Assembler;
import io.scriptorium.assembler.AssemblerSettings;
import io.scriptorium.assembler.AssemblyTiming;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.producers.split.SplitLimits;
import io.scriptorium.producers.split.SplitRetries;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.Retries;
import io.scriptorium.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * The whole pipeline inside this process: an embedded broker on loopback with the topics of the
 * catalogue, a splitter, a worker and an assembler. What it keeps on disk is temporary.
 */
public final class LocalPipeline implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /** What works on documents; it ends before what it stands on. */
  private final Closing parts = new Closing();

  private final Closing ground = new Closing();
  private final Cluster cluster;
  private final ShortLivedBlobs blobs;
  private final JobProducer producer;
  private final SplitterThread splitter;
  private final Worker worker;
  private final Assembler assembler;

  private LocalPipeline(
      Supplier<? extends TaskRunner> model,
      Collection<Topic<?>> topics,
      SplitLimits limits,
      Telemetry telemetry) {
    CompletableFuture<TaskRunner> loading = CompletableFuture.supplyAsync(model::get);
    parts.add(() -> loading.handle(LocalPipeline::closeIfLoaded).join());
    try {
      TemporaryFolder folder = ground.add(TemporaryFolder.create());
      EmbeddedBroker broker =
          ground.add(
              EmbeddedBroker.start(BrokerSettings.temporary().withFolder(folder.folder("broker"))));
      cluster = new Cluster(broker.bootstrapServers(), Map.of());
      cluster.createTopics(topics);
      Path blobFolder = folder.folder("blobs");
      blobs = new ShortLivedBlobs(blobFolder);
      PayloadStore payloads = new PayloadStore(blobs);
      producer =
          ground.add(
              new JobProducer(
                  JobProducer.kafkaProducer(cluster.clientSettings()),
                  payloads,
                  Clock.systemUTC(),
                  limits.maxBytes(),
                  telemetry.traces()));
      assembler =
          new Assembler(
              new AssemblerSettings(
                  cluster.bootstrapServers(),
                  folder.folder("assembler"),
                  AssemblyTiming.DEFAULT,
                  Map.of(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, "0")),
              new PayloadStore(new FileBlobStore(blobFolder)),
              telemetry);
      ground.add(() -> assembler.close(DRAIN));
      assembler.start();
      splitter =
          parts.add(
              SplitterThread.start(
                  new SplitterThread.Place(
                      cluster,
                      payloads,
                      "local",
                      folder.folder("scratch"),
                      RecordFormat.SINGLE_OBJECT),
                  limits,
                  SplitRetries.DEFAULT.withoutWaiting(),
                  telemetry));
      worker = Worker.start(workerSettings(cluster), loaded(loading), payloads, telemetry);
      parts.add(() -> worker.drain(DRAIN));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Whoever waits for a document here does not wait for minutes to see whether an error passes. */
  private static WorkerSettings workerSettings(Cluster cluster) {
    return WorkerSettings.defaults(cluster.bootstrapServers()).with(Retries.DEFAULT.withoutLanes());
  }

  /**
   * Starts a pipeline.
   *
   * @param model loads the model, in a thread of its own while the broker starts
   * @param limits of documents and their pages
   */
  public static LocalPipeline start(Supplier<? extends TaskRunner> model, SplitLimits limits) {
    return start(model, limits, Telemetry.none());
  }

  /**
   * Starts a pipeline that tells of itself.
   *
   * @param telemetry where all its parts do
   */
  public static LocalPipeline start(
      Supplier<? extends TaskRunner> model, SplitLimits limits, Telemetry telemetry) {
    return new LocalPipeline(model, Topics.all(), limits, telemetry);
  }

  /**
   * Starts a pipeline on topics that are the catalogue's, but for their partitions.
   *
   * @param partitions how many each topic has
   */
  public static LocalPipeline withPartitions(
      int partitions, Supplier<? extends TaskRunner> model, SplitLimits limits) {
    Collection<Topic<?>> topics = new ArrayList<>();
    Topics.all().forEach(topic -> topics.add(topic.withPartitions(partitions)));
    return new LocalPipeline(model, topics, limits, Telemetry.none());
  }

  private static boolean closeIfLoaded(@Nullable TaskRunner reader, @Nullable Throwable failure) {
    if (reader != null) {
      reader.close();
    }
    return failure == null;
  }

  private static TaskRunner loaded(CompletableFuture<TaskRunner> loading) {
    try {
      return loading.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ActionableException reason ? reason : e;
    }
  }

  /** Its broker. */
  public Cluster cluster() {
    return cluster;
  }

  /** Where its payloads lie. */
  public PayloadStore payloads() {
    return new PayloadStore(blobs);
  }

  /** Takes jobs. */
  public JobProducer producer() {
    return producer;
  }

  /** Blobs by job. */
  ShortLivedBlobs blobs() {
    return blobs;
  }

  /**
   * Looks whether every part works.
   *
   * @throws ActionableException if one has given up
   */
  public void requireHealthy() {
    requireRunning("splitter", splitter.ended());
    requireRunning("worker", worker.stopped());
    assembler
        .failure()
        .ifPresent(
            cause -> {
              throw stopped("assembler", cause);
            });
  }

  private static void requireRunning(String part, CompletableFuture<Void> ended) {
    if (ended.isDone()) {
      throw stopped(
          part,
          ended
              .handle(
                  (nothing, cause) ->
                      cause == null ? new IllegalStateException("no reason") : cause)
              .join());
    }
  }

  private static ActionableException stopped(String part, Throwable cause) {
    return new ActionableException(
        "The %s has stopped: %s".formatted(part, ErrorReporter.describe(cause)), cause);
  }

  /** Stops everything and deletes what lies on disk. */
  @Override
  public void close() {
    parts.close();
    ground.close();
  }
}
