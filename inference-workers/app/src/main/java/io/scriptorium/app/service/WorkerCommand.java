package io.scriptorium.app.service;

import io.scriptorium.app.cluster.BlobOptions;
import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.job.LimitOptions;
import io.scriptorium.app.reader.ReaderOptions;
import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.KafkaAccess;
import io.scriptorium.worker.settings.KafkaAccess.GroupProtocol;
import io.scriptorium.worker.settings.Limits;
import io.scriptorium.worker.settings.Retries;
import io.scriptorium.worker.settings.WorkerSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a worker. */
@Command(
    name = "worker",
    description = "Run a worker: page and image jobs through a model. SIGTERM drains it.")
public final class WorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;
  @Mixin private BlobOptions blobs;
  @Mixin private ReaderOptions reader;
  @Mixin private LimitOptions limits;

  @Option(
      names = "--group",
      paramLabel = "ID",
      defaultValue = WorkerSettings.DEFAULT_GROUP,
      description = "Group whose members share the jobs (default: ${DEFAULT-VALUE}).")
  private String group;

  @Option(
      names = "--group-protocol",
      defaultValue = "CONSUMER",
      description =
          "How the group agrees on who reads what: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}; CLASSIC for brokers before Kafka 4).")
  private GroupProtocol protocol;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "64",
      description = "Most jobs under way (default: ${DEFAULT-VALUE}).")
  private int inFlight;

  @Option(
      names = "--drain-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "How long work under way may take to finish after SIGTERM (default: ${DEFAULT-VALUE}).")
  private int drainSeconds;

  @Override
  public Integer call() {
    Cluster target = cluster.cluster();
    WorkerSettings settings = settings(target);
    PayloadStore payloads = blobs.payloads();
    target.requireAnswer();
    ModelTaskRunner loaded = reader.load(limits.image());
    Worker worker;
    try {
      worker = Worker.start(settings, loaded, payloads);
    } catch (KafkaException e) {
      loaded.close();
      throw new ActionableException("The worker cannot start: " + e.getMessage(), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "worker ready: %s on %s, group %s"
            .formatted(loaded.model().name(), target.bootstrapServers(), group));
    out.flush();
    new RunningService(
            "worker",
            () -> {
              worker.close();
              loaded.close();
            },
            worker.stopped())
        .await();
    return CommandLine.ExitCode.OK;
  }

  private WorkerSettings settings(Cluster target) {
    Limits usual = Limits.DEFAULT;
    try {
      return new WorkerSettings(
          new KafkaAccess(target.bootstrapServers(), group, protocol, target.properties()),
          new Limits(
              inFlight, usual.maxInFlightBytes(), limits.image().maxBytes(), usual.fetchThreads()),
          Retries.DEFAULT,
          WorkerSettings.DEFAULT_TICK,
          Duration.ofSeconds(drainSeconds));
    } catch (IllegalArgumentException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
  }
}
