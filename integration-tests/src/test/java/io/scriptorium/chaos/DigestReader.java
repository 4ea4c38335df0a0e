package io.scriptorium.chaos;

import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.engine.task.TaskUsage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A deterministic model: its text is a digest of the payload, its times vary from payload to
 * payload and let jobs overtake one another. Each job that it begins leaves a byte in a file.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Whoever asked holds the outcome.
final class DigestReader implements TaskRunner {
  private static final int PLACES = 16;
  private static final int SHORTEST = 20;
  private static final int LONGEST = 400;

  /** A payload that begins so ends the process. */
  static final byte DEADLY = (byte) 0xDE;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger running = new AtomicInteger();
  private final OutputStream begun;

  DigestReader(Path begun) {
    try {
      this.begun =
          Files.newOutputStream(begun, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it answers to a payload. */
  static String text(byte[] payload) {
    return Integer.toHexString(Arrays.hashCode(payload));
  }

  @Override
  public CompletableFuture<TaskOutcome> submit(TaskRequest request) {
    count();
    byte[] payload = request.image();
    if (payload[0] == DEADLY) {
      Runtime.getRuntime().halt(3);
    }
    running.incrementAndGet();
    CompletableFuture<TaskOutcome> outcome = new CompletableFuture<>();
    outcome.whenComplete((end, cancelled) -> running.decrementAndGet());
    timer.schedule(
        () -> outcome.complete(read(text(payload))),
        SHORTEST + Math.floorMod(Arrays.hashCode(payload), LONGEST - SHORTEST),
        TimeUnit.MILLISECONDS);
    return outcome;
  }

  private synchronized void count() {
    try {
      begun.write(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TaskOutcome read(String text) {
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

  @Override
  public boolean hasRoom() {
    return running.get() < PLACES;
  }

  @Override
  public ModelIdentity model() {
    return new ModelIdentity("digest-reader", "000000000000");
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      begun.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
