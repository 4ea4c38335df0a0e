package io.scriptorium.app.bench.pipeline;

import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.WorkerSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A worker with a {@link DigestReader} as a process of its own, so that what it costs is its alone:
 * {@code BacklogWorker BOOTSTRAP BLOBS}. A line {@code TASKS PARTS} on its input begins a batch, an
 * empty one ends it and is answered with the bytes of objects that are left; the end of the input
 * ends the process.
 */
final class BacklogWorker {
  /** What a line with the bytes of live objects begins with. */
  static final String LIVE_HEAP = "live-heap ";

  private BacklogWorker() {}

  public static void main(String[] arguments) throws IOException {
    PayloadStore payloads = new PayloadStore(new FileBlobStore(Path.of(arguments[1])));
    DigestReader reader = new DigestReader(System.out);
    try (Worker worker = Worker.start(WorkerSettings.defaults(arguments[0]), reader, payloads)) {
      var unused =
          worker
              .stopped()
              .whenComplete(
                  (nothing, failure) -> {
                    if (failure != null) {
                      Runtime.getRuntime().halt(1);
                    }
                  });
      BufferedReader batches =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = batches.readLine(); line != null; line = batches.readLine()) {
        if (line.isEmpty()) {
          reader.hold();
          System.out.println(LIVE_HEAP + liveHeap());
        } else {
          String[] batch = line.split(" ", -1);
          reader.begin(Long.parseLong(batch[0]), Long.parseLong(batch[1]));
        }
      }
    }
  }

  private static long liveHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
