package io.scriptorium.chaos;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.engine.task.TaskSettings;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.worker.LeakyWorker;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.WorkerSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;

/** A worker's process: the real worker around a {@link ChaosReader}. SIGTERM drains it. */
public final class ChaosWorker {
  private ChaosWorker() {}

  /**
   * What a process is told.
   *
   * @param bootstrapServers the cluster
   * @param blobs root of the blob store
   * @param slow file that is there as long as blobs are slow
   * @param begun file for the tasks begun
   * @param delivery how it delivers
   * @param model what reads
   */
  record Orders(
      String bootstrapServers, URI blobs, Path slow, Path begun, Delivery delivery, Model model) {

    List<String> arguments() {
      return List.of(
          bootstrapServers,
          blobs.toString(),
          slow.toString(),
          begun.toString(),
          delivery.name(),
          model.name());
    }

    static Orders of(String[] arguments) {
      return new Orders(
          arguments[0],
          URI.create(arguments[1]),
          Path.of(arguments[2]),
          Path.of(arguments[3]),
          Delivery.valueOf(arguments[4]),
          Model.valueOf(arguments[5]));
    }
  }

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
          BundledModel.folder(),
          usual
              .withEngine(usual.engine().withReplicas(1).withComputeType(ComputeType.FLOAT32))
              .withPreparationThreads(1),
          new SimpleMeterRegistry());
    }
  }

  /** Takes {@link Orders}. */
  public static void main(String[] args) {
    Orders orders = Orders.of(args);
    WorkerSettings settings = WorkerSettings.defaults(orders.bootstrapServers());
    PayloadStore payloads =
        new PayloadStore(new SlowBlobs(BlobStore.at(orders.blobs()), orders.slow()));
    ChaosReader reader = new ChaosReader(orders.model().open(), orders.begun());
    Worker worker =
        orders.delivery() == Delivery.SOUND
            ? Worker.start(settings, reader, payloads)
            : LeakyWorker.start(settings, reader, payloads);
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    try {
      worker.stopped().join();
    } catch (CompletionException e) {
      Runtime.getRuntime().halt(2);
    }
  }
}
