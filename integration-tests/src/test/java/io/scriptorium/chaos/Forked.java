package io.scriptorium.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own with this one's classpath, its output appended to a file. Linux only. */
public final class Forked {
  private static final long STOP_SECONDS = 60;

  private final Process process;

  private Forked(Process process) {
    this.process = process;
  }

  /**
   * Starts a main class, which ends with this process at the latest.
   *
   * @param heap most heap in MiB
   */
  public static Forked start(String main, int heap, Path log, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("-Xmx" + heap + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    command.addAll(arguments);
    Forked forked = startUnattended(command, log);
    // Whoever interrupts the tests must not leave processes behind.
    Runtime.getRuntime().addShutdownHook(new Thread(forked.process::destroyForcibly));
    return forked;
  }

  /**
   * Starts a JVM, which whoever starts it ends.
   *
   * @param arguments what follows {@code java} on its command line
   */
  static Forked startUnattended(List<String> arguments, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      return new Forked(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a JVM, see " + log, e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM; returns when the process is gone. */
  public void terminate() {
    process.destroy();
    awaitEnd();
  }

  /** SIGSTOP: it stands still, its connections open. */
  void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  void thaw() {
    signal("CONT");
  }

  /** Returns when the process is gone by itself. */
  int awaitEnd() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("Process %d does not end".formatted(pid()));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
