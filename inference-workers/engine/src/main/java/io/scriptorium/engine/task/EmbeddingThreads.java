package io.scriptorium.engine.task;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.batch.EngineVitals;
import io.scriptorium.engine.batch.EngineVitals.ThreadState;
import io.scriptorium.engine.model.EmbeddingModel;
import io.scriptorium.engine.torch.Torch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Threads on which a model embeds. Images that wait at the same time are embedded together, as many
 * as make one call worth while.
 */
final class EmbeddingThreads implements AutoCloseable {
  private static final String NAME = "embedding";
  private static final int MOST_IMAGES = 32;
  private static final int MOST_PATCHES = 8192;

  private final EmbeddingModel model;
  private final ExecutorService threads;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private volatile long lastProgress = System.nanoTime();

  /** An image on its way. */
  private record Waiting(PixelValues image, CompletableFuture<float[]> embedding) {}

  EmbeddingThreads(EmbeddingModel model, int threads) {
    this.model = model;
    ThreadFactory named = TaskThreads.named(NAME);
    this.threads =
        Executors.newFixedThreadPool(threads, work -> named.newThread(() -> adopted(work)));
  }

  private static void adopted(Runnable work) {
    Torch.get().adoptThread();
    work.run();
  }

  /** Embeds an image; cancelling the future spares the work if it has not begun. */
  CompletableFuture<float[]> image(PixelValues image) {
    CompletableFuture<float[]> embedding = new CompletableFuture<>();
    begin();
    waiting.add(new Waiting(image, embedding));
    threads.execute(this::embedWaiting);
    return embedding;
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

  private void embedWaiting() {
    List<Waiting> batch = new ArrayList<>();
    int patches = 0;
    int taken = 0;
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      taken++;
      if (!next.embedding.isDone()) {
        batch.add(next);
        patches += next.image.patches();
      }
      if (batch.size() == MOST_IMAGES || patches >= MOST_PATCHES) {
        break;
      }
    }
    try {
      embed(batch);
    } finally {
      end(taken);
    }
  }

  /** Embeds images together; where that fails, one by one, so that one spoils no other. */
  private void embed(List<Waiting> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      List<float[]> embeddings = model.embedImages(batch.stream().map(Waiting::image).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).embedding.complete(embeddings.get(i));
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      if (batch.size() == 1) {
        batch.get(0).embedding.completeExceptionally(e);
      } else {
        batch.forEach(one -> embed(List.of(one)));
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
      next.embedding.cancel(false);
    }
    TaskThreads.awaitEnd(threads);
  }
}
