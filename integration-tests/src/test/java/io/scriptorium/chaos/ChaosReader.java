package io.scriptorium.chaos;

import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.it.SlowReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;

/** A {@link SlowReader} that leaves a byte in a file for each job that it begins, and may die. */
final class ChaosReader implements TaskRunner {
  private static final int PLACES = 16;
  private static final int LONGEST = 400;

  /** A payload that begins so ends the process. */
  static final byte DEADLY = (byte) 0xDE;

  private final SlowReader reader = new SlowReader(PLACES, LONGEST);
  private final OutputStream begun;

  ChaosReader(Path begun) {
    try {
      this.begun =
          Files.newOutputStream(begun, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletableFuture<TaskOutcome> submit(TaskRequest request) {
    count();
    if (request.image()[0] == DEADLY) {
      Runtime.getRuntime().halt(3);
    }
    return reader.submit(request);
  }

  private synchronized void count() {
    try {
      begun.write(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean hasRoom() {
    return reader.hasRoom();
  }

  @Override
  public ModelIdentity model() {
    return reader.model();
  }

  @Override
  public void close() {
    reader.close();
    try {
      begun.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
