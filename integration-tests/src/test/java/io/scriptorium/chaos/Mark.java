package io.scriptorium.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file by which the run tells another process of a fault: it lasts as long as the file is there.
 *
 * @param file in the run's folder
 */
record Mark(Path file) {
  /** Does nothing where it is there already. */
  void set() {
    try {
      Files.write(file, new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does nothing where there is none. */
  void clear() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isSet() {
    return Files.exists(file);
  }
}
