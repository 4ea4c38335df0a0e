package io.scriptorium.chaos;

import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.worker.LeakyWorker;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;

/** A worker's process: the real worker around a {@link ChaosReader}. SIGTERM drains it. */
public final class ChaosWorker {
  private ChaosWorker() {}

  /**
   * Takes the cluster's address, the blobs' folder, a file for begun jobs, and {@link Delivery}.
   */
  public static void main(String[] args) {
    WorkerSettings settings = WorkerSettings.defaults(args[0]);
    PayloadStore payloads = new PayloadStore(new FileBlobStore(Path.of(args[1])));
    ChaosReader reader = new ChaosReader(Path.of(args[2]));
    Worker worker =
        Delivery.valueOf(args[3]) == Delivery.SOUND
            ? Worker.start(settings, reader, payloads)
            : LeakyWorker.start(settings, reader, payloads);
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    try {
      worker.stopped().join();
    } catch (CompletionException e) {
      Runtime.getRuntime().halt(2);
    }
  }

  /** How it delivers. */
  enum Delivery {
    /** As it should. */
    SOUND,
    /** Without transactions, to show that the oracle notices. */
    LEAKY
  }
}
