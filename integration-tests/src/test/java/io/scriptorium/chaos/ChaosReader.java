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

/** A reader that leaves a byte in a file for each task that it begins, and may die. */
final class ChaosReader implements TaskRunner {
  private static final int PLACES = 16;
  private static final int LONGEST = 400;
  private static final byte PNG = (byte) 0x89;

  /** An image that begins so ends the process. */
  static final byte DEADLY = (byte) 0xDE;

  private final TaskRunner reader;
  private final OutputStream begun;

  /**
   * Takes a reader over.
   *
   * @param begun the file
   */
  ChaosReader(TaskRunner reader, Path begun) {
    this.reader = reader;
    try {
      this.begun =
          Files.newOutputStream(begun, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One without a model for {@link MarkedPages}, which takes 20 to 400 ms. */
  static TaskRunner withoutModel() {
    return new SlowReader(PLACES, LONGEST, ChaosReader::read);
  }

  private static String read(byte[] image) {
    try {
      return image[0] == PNG
          ? PageMark.on(image).map(PageMark::text).orElse("unreadable mark")
          : digest(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is read on an image that is none. */
  static String digest(byte[] image) {
    return SlowReader.text(image);
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
