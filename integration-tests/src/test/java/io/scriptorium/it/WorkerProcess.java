package io.scriptorium.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The worker command with the bundled model in a JVM of its own. */
final class WorkerProcess extends ServiceProcess {
  /**
   * The heap takes all of its room at once, so that resident memory grows only by what lies outside
   * of it; a heap that fills up ends the process.
   */
  private static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

  private WorkerProcess(Path log, List<String> arguments) throws IOException {
    super(JVM, log, arguments);
  }

  /** Forks a worker on a cluster and a blob store. */
  static WorkerProcess fork(String bootstrapServers, Path blobs, Path log) throws IOException {
    return fork(bootstrapServers, blobs, log, List.of());
  }

  /** The same with further options. */
  static WorkerProcess fork(String bootstrapServers, Path blobs, Path log, List<String> options)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("worker", "--metrics-port=off"));
    arguments.addAll(List.of("--bootstrap=" + bootstrapServers, "--blobs=" + blobs));
    arguments.addAll(options);
    return new WorkerProcess(log, arguments);
  }
}
