package io.scriptorium.engine.bench;

import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Static batching, the baseline: a batch is padded, and it runs until its longest answer has ended;
 * then comes the next one. As many threads as the engine has replicas take batches, each its share
 * of the sequences, so that programs, threads and sequences at a time are those of the engine.
 */
public final class StaticMode implements Mode {
  private final EngineSettings settings;
  private final Model model;
  private final ExecutorService threads;

  private StaticMode(EngineSettings settings, Model model) {
    this.settings = settings;
    this.model = model;
    this.threads =
        Executors.newFixedThreadPool(settings.replicas(), task -> thread(task, "static-batches"));
  }

  /** Loads a model folder and warms its threads up; see {@link EngineMode#start}. */
  public static StaticMode start(Path folder, EngineSettings settings, List<Request> warmUp) {
    Torch.get().setOperationThreads(settings.operationThreads());
    StaticMode mode =
        new StaticMode(
            settings, ModelLoader.load(folder, settings.computeType(), settings.device()));
    for (Request request : warmUp) {
      mode.run(Collections.nCopies(settings.replicas(), request), settings.replicas());
    }
    return mode;
  }

  /** A thread that may run programs. */
  static Thread thread(Runnable task, String name) {
    Thread thread =
        new Thread(
            () -> {
              Torch.get().adoptThread();
              task.run();
            },
            name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Answered run(List<Request> requests, int concurrency) {
    int lanes = Math.min(settings.replicas(), concurrency);
    List<List<Request>> batches = batches(requests, (concurrency + lanes - 1) / lanes);
    AtomicInteger next = new AtomicInteger();
    AtomicLong tokens = new AtomicLong();
    long start = System.nanoTime();
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      running.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = next.getAndIncrement();
                    i < batches.size();
                    i = next.getAndIncrement()) {
                  tokens.addAndGet(runBatch(batches.get(i)));
                }
              },
              threads));
    }
    running.forEach(CompletableFuture::join);
    return new Answered(tokens.get(), (System.nanoTime() - start) / 1e9, Answered.NO_TIMES);
  }

  private static List<List<Request>> batches(List<Request> requests, int size) {
    List<List<Request>> batches = new ArrayList<>();
    for (int first = 0; first < requests.size(); first += size) {
      batches.add(requests.subList(first, Math.min(first + size, requests.size())));
    }
    return batches;
  }

  private long runBatch(List<Request> requests) {
    try (TensorScope scope = Torch.get().open(settings.device())) {
      return new StaticBatchRun(model, settings.limits(), requests, scope).run();
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    model.close();
  }
}
