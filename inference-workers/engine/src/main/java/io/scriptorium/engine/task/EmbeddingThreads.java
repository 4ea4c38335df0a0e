package io.scriptorium.engine.task;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.batch.EngineVitals;
import io.scriptorium.engine.batch.EngineVitals.ThreadState;
import io.scriptorium.engine.torch.Torch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Threads on which a model embeds. Images that wait at the same time are put to it together, as
 * many as make one call worth while.
 */
final class EmbeddingThreads implements AutoCloseable {
  private static final String NAME = "embedding";
  private static final int MOST_IMAGES = 32;
  private static final int MOST_PATCHES = 8192;

  private final ExecutorService threads;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private volatile long lastProgress = System.nanoTime();

  /**
   * What a model says of images, one result each. Images of the same call are put to it together.
   */
  @FunctionalInterface
  interface ImageCall {
    List<float[]> of(List<PixelValues> images);
  }

  /** An image on its way. */
  private record Waiting(PixelValues image, ImageCall call, CompletableFuture<float[]> result) {}

  EmbeddingThreads(int threads) {
    ThreadFactory named = TaskThreads.named(NAME);
    this.threads =
        Executors.newFixedThreadPool(threads, work -> named.newThread(() -> adopted(work)));
  }

  private static void adopted(Runnable work) {
    Torch.get().adoptThread();
    work.run();
  }

  /**
   * Puts an image to the model; cancelling the future spares the work if it has not begun.
   *
   * @param call the same object for all images that may be put to it together
   */
  CompletableFuture<float[]> image(PixelValues image, ImageCall call) {
    CompletableFuture<float[]> result = new CompletableFuture<>();
    begin();
    waiting.add(new Waiting(image, call, result));
    threads.execute(this::runWaiting);
    return result;
  }

  /** Embeds texts by a call of the model. */
  CompletableFuture<List<float[]>> texts(Supplier<List<float[]>> call) {
    begin();
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.get();
          } finally {
            end(1);
          }
        },
        threads);
  }

  private void begin() {
    if (pending.getAndIncrement() == 0) {
      lastProgress = System.nanoTime();
    }
  }

  private void end(int done) {
    lastProgress = System.nanoTime();
    pending.addAndGet(-done);
  }

  private void runWaiting() {
    List<Waiting> batch = new ArrayList<>();
    int patches = 0;
    int taken = 0;
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      taken++;
      if (!next.result.isDone()) {
        batch.add(next);
        patches += next.image.patches();
      }
      if (batch.size() == MOST_IMAGES || patches >= MOST_PATCHES) {
        break;
      }
    }
    try {
      for (List<Waiting> together :
          batch.stream()
              .collect(
                  Collectors.groupingBy(Waiting::call, LinkedHashMap::new, Collectors.toList()))
              .values()) {
        run(together);
      }
    } finally {
      end(taken);
    }
  }

  /**
   * Runs images of one call together; where that fails, one by one, so that one spoils no other.
   */
  private static void run(List<Waiting> batch) {
    try {
      List<float[]> results = batch.get(0).call.of(batch.stream().map(Waiting::image).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).result.complete(results.get(i));
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      if (batch.size() == 1) {
        batch.get(0).result.completeExceptionally(e);
      } else {
        batch.forEach(one -> run(List.of(one)));
      }
    }
  }

  /** How the threads are, as one. */
  EngineVitals vitals() {
    return new EngineVitals(
        NAME,
        threads.isTerminated() ? ThreadState.ENDED : ThreadState.RUNNING,
        pending.get(),
        Duration.ofNanos(System.nanoTime() - lastProgress));
  }

  /** Ends them; what still waits is cancelled. */
  @Override
  public void close() {
    threads.shutdownNow();
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      next.result.cancel(false);
    }
    TaskThreads.awaitEnd(threads);
  }
}
