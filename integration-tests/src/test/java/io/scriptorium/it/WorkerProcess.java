package io.scriptorium.it;

import static org.awaitility.Awaitility.await;

import io.scriptorium.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The worker command with the bundled model in a JVM of its own, with its log in a file. */
final class WorkerProcess implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;

  private WorkerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    // A test JVM that is interrupted must not leave its worker behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Forks a worker on a cluster and a blob store. */
  static WorkerProcess fork(String bootstrapServers, Path blobs, Path log) throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The heap takes all of its room at once, so that resident memory grows only by what lies
    // outside of it; a heap that fills up ends the process.
    command.addAll(List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"));
    command.add("-Dai.djl.offline=true");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "worker", "--metrics-port=off"));
    command.addAll(List.of("--bootstrap", bootstrapServers, "--blobs", blobs.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new WorkerProcess(process, log);
  }

  /** Resident memory as Linux counts it. */
  long residentMib() throws IOException {
    return Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid()))).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  /** Throws if the process is gone, with the end of its log. */
  void assertAlive() {
    if (!process.isAlive()) {
      throw new AssertionError(
          "The worker's process ended with code %d; its log %s ends so:%n%s"
              .formatted(process.exitValue(), log, end()));
    }
  }

  /** SIGKILL: it has no chance to do anything any more. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("Process %d survived SIGKILL".formatted(process.pid()));
    }
  }

  /** SIGTERM; returns the exit code. */
  int drain() {
    process.destroy();
    await("the end of a worker that was told to stop, see " + log)
        .atMost(STOP_LIMIT)
        .until(() -> !process.isAlive());
    return process.exitValue();
  }

  private String end() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
