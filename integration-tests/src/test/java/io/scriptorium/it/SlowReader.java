package io.scriptorium.it;

import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.engine.task.TaskUsage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A reader without a model, for tests of delivery alone: its text follows from the image alone, its
 * times vary from image to image and let tasks overtake one another.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Whoever asked holds the outcome.
public final class SlowReader implements TaskRunner {
  private static final int SHORTEST = 20;

  private final ExecutorService readers = Executors.newSingleThreadExecutor();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private final int places;
  private final int longest;
  private final Function<byte[], String> reading;

  SlowReader() {
    this(8, 200);
  }

  /** A reader that answers {@link #text}; arguments as below. */
  public SlowReader(int places, int longest) {
    this(places, longest, SlowReader::text);
  }

  /**
   * A reader.
   *
   * @param places tasks that it takes at once
   * @param longest milliseconds that one may take
   * @param reading what it answers to an image
   */
  public SlowReader(int places, int longest, Function<byte[], String> reading) {
    this.places = places;
    this.longest = longest;
    this.reading = reading;
  }

  /** What it answers to an image unless told otherwise: a digest. */
  public static String text(byte[] image) {
    return Integer.toHexString(Arrays.hashCode(image));
  }

  @Override
  public CompletableFuture<TaskOutcome> submit(TaskRequest request) {
    running.incrementAndGet();
    begun.incrementAndGet();
    int time = SHORTEST + Math.floorMod(Arrays.hashCode(request.image()), longest - SHORTEST);
    CompletableFuture<TaskOutcome> outcome =
        CompletableFuture.supplyAsync(
            () -> read(reading.apply(request.image())),
            CompletableFuture.delayedExecutor(time, TimeUnit.MILLISECONDS, readers));
    outcome.whenComplete((end, cancelled) -> running.decrementAndGet());
    return outcome;
  }

  static TaskOutcome read(String text) {
    Duration none = Duration.ZERO;
    return new TaskOutcome.Done(
        new PageText(text, text, List.of()),
        OptionalDouble.empty(),
        640,
        240,
        "digest/1",
        new TaskUsage(0, 0, 0, none, none, none, none),
        List.of());
  }

  /** Tasks that were ever begun. */
  int begun() {
    return begun.get();
  }

  @Override
  public boolean hasRoom() {
    return running.get() < places;
  }

  @Override
  public ModelIdentity model() {
    return new ModelIdentity("slow-reader", "000000000000");
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
