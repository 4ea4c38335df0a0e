package io.scriptorium.engine.batch;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Measures how fast the bundled model reads lines, and where the time goes. Prints the round with
 * the least time; CPU time is that of the whole process and tells more on a busy machine.
 */
public final class EngineBenchmark {
  private static final int LINES = 192;
  private static final int ROUNDS = 5;

  private EngineBenchmark() {}

  /** Arguments: compute type, replicas, threads of an operation. */
  public static void main(String[] args) {
    EngineSettings settings =
        EngineSettings.defaults()
            .withComputeType(args.length > 0 ? ComputeType.valueOf(args[0]) : ComputeType.AUTO);
    if (args.length > 1) {
      settings = settings.withReplicas(Integer.parseInt(args[1]));
    }
    if (args.length > 2) {
      settings = settings.withOperationThreads(Integer.parseInt(args[2]));
    }
    LineRequests lines = new LineRequests();
    try (LoadedModel model = LoadedModel.load(BundledModel.folder(), settings)) {
      System.out.println(measure("six real lines", model, lines.real(LINES)));
      System.out.println(measure("random widths ", model, lines.randomWidths(LINES)));
    }
  }

  private static String measure(String name, LoadedModel model, List<Request> requests) {
    double best = Double.POSITIVE_INFINITY;
    String line = "";
    for (int round = 0; round < ROUNDS; round++) {
      StepTimes.Totals before = model.generator().times();
      long cpuBefore = cpuNanos();
      long start = System.nanoTime();
      List<CompletableFuture<Completion>> answers =
          requests.stream().map(model.generator()::submit).toList();
      int tokens = answers.stream().mapToInt(a -> a.join().logProbabilities().length).sum();
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpuSeconds = (cpuNanos() - cpuBefore) / 1e9;
      if (seconds < best) {
        best = seconds;
        line =
            name
                + rates(requests, tokens, seconds, cpuSeconds)
                + shares(model.generator().times().minus(before));
      }
    }
    return line;
  }

  private static String rates(
      List<Request> requests, int tokens, double seconds, double cpuSeconds) {
    int patches =
        requests.stream()
            .mapToInt(r -> r.images().stream().mapToInt(PixelValues::patches).sum())
            .sum();
    return String.format(
        Locale.ROOT,
        "  %.0f lines/s  %.0f image tokens/s  %.0f tokens/s  wall %.3f s  CPU %.3f s",
        requests.size() / seconds,
        patches / 4.0 / seconds,
        tokens / seconds,
        seconds,
        cpuSeconds);
  }

  private static String shares(StepTimes.Totals times) {
    double all =
        times.vision() + times.layout() + times.prefill() + times.decode() + times.commit();
    return String.format(
        Locale.ROOT,
        "  %d steps: vision %.0f%% prefill %.0f%% decode %.0f%% Java %.0f%%",
        times.steps(),
        100 * times.vision() / all,
        100 * times.prefill() / all,
        100 * times.decode() / all,
        100 * (times.layout() + times.commit()) / all);
  }

  private static long cpuNanos() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return ((com.sun.management.OperatingSystemMXBean) system).getProcessCpuTime();
  }
}
