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

/** A command of the command line in a JVM of its own, with its log in a file. Linux only. */
public class ServiceProcess implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;

  private ServiceProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    // A test JVM that is interrupted must not leave its services behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /**
   * Forks a command.
   *
   * @param jvm options of its JVM
   * @param arguments the command and its options
   */
  protected ServiceProcess(List<String> jvm, Path log, List<String> arguments) throws IOException {
    this(Main.class, jvm, log, arguments);
  }

  /**
   * Forks another program.
   *
   * @param main its class
   * @param jvm options of its JVM
   * @param arguments what it is told
   */
  protected ServiceProcess(Class<?> main, List<String> jvm, Path log, List<String> arguments)
      throws IOException {
    this(start(main, jvm, log, arguments), log);
  }

  /**
   * Forks a service that needs no model.
   *
   * @param heapMib most heap; one that fills up ends the process
   * @param arguments the command and its options
   */
  public static ServiceProcess fork(int heapMib, Path log, List<String> arguments)
      throws IOException {
    return new ServiceProcess(
        List.of("-Xmx%dm".formatted(heapMib), "-XX:+ExitOnOutOfMemoryError"), log, arguments);
  }

  private static Process start(Class<?> main, List<String> jvm, Path log, List<String> arguments)
      throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.add("-Dai.djl.offline=true");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Resident memory as Linux counts it. */
  public long residentMib() throws IOException {
    return Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid()))).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  /** Whether it runs. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** Throws if the process is gone, with the end of its log. */
  public void assertAlive() {
    if (!process.isAlive()) {
      throw new AssertionError(
          "The process ended with code %d; its log %s ends so:%n%s"
              .formatted(process.exitValue(), log, end()));
    }
  }

  /** SIGKILL: it has no chance to do anything any more. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("Process %d survived SIGKILL".formatted(process.pid()));
    }
  }

  /** SIGTERM; returns the exit code. */
  public int drain() {
    process.destroy();
    await("the end of a process that was told to stop, see " + log)
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
