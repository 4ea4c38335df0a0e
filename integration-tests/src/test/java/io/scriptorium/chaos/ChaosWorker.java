package io.scriptorium.chaos;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.app.cluster.BlobOptions;
import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.engine.task.TaskSettings;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.LeakyWorker;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A worker's process: the real worker around a {@link ChaosReader}. SIGTERM drains it. */
@Command(name = "chaos-worker")
public final class ChaosWorker implements Callable<Integer> {
  @Mixin private ClusterOptions cluster;
  @Mixin private BlobOptions blobs;

  @Option(names = "--slow-mark", description = "File that is there as long as blobs are slow.")
  private Optional<Path> slow = Optional.empty();

  @Option(names = "--begun", required = true, description = "File for the tasks begun.")
  private Path begun;

  @Option(names = "--delivery", required = true, description = "How it delivers.")
  private Delivery delivery;

  @Option(names = "--model", required = true, description = "What reads.")
  private Model model;

  /** How it delivers. */
  enum Delivery {
    /** As it should. */
    SOUND,
    /** Without transactions, to show that the oracle notices. */
    LEAKY
  }

  /** What reads. */
  enum Model {
    /** None: what is read is known, and only the times are like a model's. */
    NONE,
    /** The one that comes with Scriptorium. */
    BUNDLED;

    TaskRunner open() {
      return this == NONE ? ChaosReader.withoutModel() : bundled();
    }

    /** Everybody computes with the same numbers, whatever is faster where it runs. */
    private static TaskRunner bundled() {
      TaskSettings usual = TaskSettings.defaults();
      return ModelTaskRunner.open(
          ModelFolder.of(BundledModel.folder()),
          usual
              .withEngine(usual.engine().withReplicas(1).withComputeType(ComputeType.FLOAT32))
              .withPreparationThreads(1),
          new SimpleMeterRegistry());
    }
  }

  /** Takes the options above. */
  public static void main(String[] args) {
    int code = new CommandLine(new ChaosWorker()).execute(args);
    if (code != CommandLine.ExitCode.OK) {
      Runtime.getRuntime().halt(code);
    }
  }

  @Override
  public Integer call() {
    Cluster target = cluster.cluster();
    WorkerSettings settings = WorkerSettings.defaults(target.bootstrapServers());
    BlobStore store = blobs.store();
    PayloadStore payloads =
        new PayloadStore(
            slow.<BlobStore>map(mark -> new SlowBlobs(store, new Mark(mark))).orElse(store));
    RecordFormat format = target.format(Role.WORKER);
    ChaosReader reader = new ChaosReader(model.open(), begun);
    Worker worker =
        delivery == Delivery.SOUND
            ? Worker.start(
                settings, reader, new Worker.Surroundings(payloads, Telemetry.none()).with(format))
            : LeakyWorker.start(settings, reader, payloads, format);
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    worker.stopped().join();
    return CommandLine.ExitCode.OK;
  }
}
