package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.ErrorReporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tesseract program with its default settings, one single-threaded process a page and as many
 * of them at once as there are processors: its fastest way through many pages.
 *
 * @param version what the program says it is
 */
record Tesseract(String version) {
  private static final String HOW_TO_INSTALL =
      "The baseline needs Tesseract: sudo apt-get install tesseract-ocr"
          + " (Fedora: sudo dnf install tesseract, macOS: brew install tesseract)";

  /** Finds the program on the PATH. */
  static Tesseract find() {
    try {
      Process process =
          new ProcessBuilder("tesseract", "--version").redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new ActionableException(HOW_TO_INSTALL);
      }
      return new Tesseract(said.lines().findFirst().orElse("tesseract"));
    } catch (IOException e) {
      throw new ActionableException(HOW_TO_INSTALL, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ActionableException("Interrupted", e);
    }
  }

  /**
   * Reads pages.
   *
   * @param out folder for their texts
   * @return the time it took
   */
  Duration read(List<Path> pages, Path out) throws InterruptedException {
    int processes = Runtime.getRuntime().availableProcessors();
    Queue<Page> waiting = new ConcurrentLinkedQueue<>();
    IntStream.range(0, pages.size()).forEach(i -> waiting.add(new Page(i, pages.get(i))));
    ExecutorService pool = Executors.newFixedThreadPool(processes);
    long start = System.nanoTime();
    try {
      List<Future<?>> lanes =
          IntStream.range(0, processes)
              .<Future<?>>mapToObj(lane -> pool.submit(() -> readAll(waiting, out)))
              .toList();
      for (Future<?> lane : lanes) {
        lane.get();
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ActionableException(ErrorReporter.describe(cause), e);
    } finally {
      pool.shutdownNow();
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static @Nullable Void readAll(Queue<Page> waiting, Path out)
      throws IOException, InterruptedException {
    for (Page page = waiting.poll(); page != null; page = waiting.poll()) {
      ProcessBuilder builder =
          new ProcessBuilder(
              "tesseract", page.file().toString(), out.resolve("page-" + page.number()).toString());
      Map<String, String> environment = builder.environment();
      environment.put("OMP_THREAD_LIMIT", "1");
      builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
      int code = builder.start().waitFor();
      if (code != 0) {
        throw new IOException("tesseract gave up on %s with code %d".formatted(page.file(), code));
      }
    }
    return null;
  }

  private record Page(int number, Path file) {}
}
