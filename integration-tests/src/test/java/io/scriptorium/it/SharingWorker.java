package io.scriptorium.it;

import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.Groups;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.KafkaAccess;
import io.scriptorium.worker.settings.KafkaAccess.GroupProtocol;
import io.scriptorium.worker.settings.WorkerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A worker that shares partitions, in a JVM of its own, around a reader without a model. */
final class SharingWorker extends ServiceProcess {
  /** The page over which its process dies. */
  static final int DEADLY_PAGE = 4321;

  private static final byte[] DEADLY = PageImages.png(DEADLY_PAGE);
  private static final int CONSUMERS = 4;
  private static final int LONGEST_MILLIS = 1500;

  private SharingWorker(Path log, List<String> arguments) throws IOException {
    super(SharingWorker.class, List.of("-Xmx256m", "-XX:+UseSerialGC"), log, arguments);
  }

  static SharingWorker fork(String bootstrapServers, Path blobs, Path log) throws IOException {
    return new SharingWorker(log, List.of(bootstrapServers, blobs.toString()));
  }

  /** Takes the addresses of brokers and the folder of blobs. */
  public static void main(String[] args) {
    SlowReader reader =
        new SlowReader(Integer.MAX_VALUE, LONGEST_MILLIS, SharingWorker::textUnlessDeadly);
    Worker worker = start(args[0], Path.of(args[1]), CONSUMERS, reader);
    worker.stopped().join();
  }

  private static String textUnlessDeadly(byte[] image) {
    if (Arrays.equals(image, DEADLY)) {
      Runtime.getRuntime().halt(3);
    }
    return SlowReader.text(image);
  }

  /** The same in this process, around any reader. */
  static Worker start(String bootstrapServers, Path blobs, int consumers, TaskRunner reader) {
    KafkaAccess access =
        new KafkaAccess(bootstrapServers, Groups.SHARE_WORKERS, GroupProtocol.CONSUMER, Map.of());
    return Worker.startSharing(
        WorkerSettings.of(access),
        consumers,
        reader,
        new Worker.Surroundings(new PayloadStore(new FileBlobStore(blobs)), Telemetry.none()));
  }
}
