package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.console.ActionableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link BacklogWorker} that was forked with this JVM's own options and a heap of its own. */
final class BacklogWorkerProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  /**
   * A heap that is the process's from the start: what its memory grows by later is not room that
   * the JVM takes for comfort. New objects have so little of it that each part of a backlog pays
   * for collections of its own.
   */
  private static final List<String> HEAP =
      List.of("-Xms512m", "-Xmx512m", "-Xmn24m", "-XX:+AlwaysPreTouch");

  private final Process process;
  private final Writer batches;
  private final BufferedReader told;

  private BacklogWorkerProcess(Process process) {
    this.process = process;
    batches = process.outputWriter(StandardCharsets.UTF_8);
    told = process.inputReader(StandardCharsets.UTF_8);
  }

  static BacklogWorkerProcess fork(String bootstrapServers, Path blobs) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(HEAP);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(BacklogWorker.class.getName(), bootstrapServers, blobs.toString()));
    try {
      return new BacklogWorkerProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot fork a worker", e);
    }
  }

  /** Lets it begin with a batch. */
  void begin(int tasks, int parts) {
    tell("%d %d".formatted(tasks, parts));
  }

  /**
   * Lets it take nothing until the next batch.
   *
   * @return bytes of the objects that it still has
   */
  long hold() {
    tell("");
    while (true) {
      String line = nextLine();
      if (line.startsWith(BacklogWorker.LIVE_HEAP)) {
        return Long.parseLong(line.substring(BacklogWorker.LIVE_HEAP.length()));
      }
    }
  }

  private void tell(String line) {
    try {
      batches.write(line + System.lineSeparator());
      batches.flush();
    } catch (IOException e) {
      throw gone(e);
    }
  }

  /** The cost at the beginning and after each part of the batch, once it is finished. */
  List<CostPoint> points(int parts) {
    List<CostPoint> points = new ArrayList<>();
    while (points.size() <= parts) {
      CostPoint.parse(nextLine()).ifPresent(points::add);
    }
    return points;
  }

  private String nextLine() {
    try {
      String line = told.readLine();
      if (line == null) {
        throw new IOException("its output ended");
      }
      return line;
    } catch (IOException e) {
      throw gone(e);
    }
  }

  void requireAlive() {
    if (!process.isAlive()) {
      throw gone(new IOException("exit code " + process.exitValue()));
    }
  }

  private static ActionableException gone(IOException e) {
    return new ActionableException("The worker has stopped: " + e.getMessage(), e);
  }

  /** Ends its input, and it. */
  @Override
  public void close() {
    try {
      batches.close();
    } catch (IOException e) {
      // It is gone already.
      process.destroyForcibly();
    }
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
