package io.scriptorium.engine.parity;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the reference fixtures, which stand in {@code shared} beside the project. */
public final class Fixtures {
  private Fixtures() {}

  /** A folder of fixtures; the test is skipped where it is absent. */
  public static Path folder(String relative) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path candidate = folder.resolve("shared").resolve(relative);
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
      folder = folder.getParent();
    }
    assumeTrue(false, "the fixture folder shared/" + relative + " is not on this machine");
    throw new IllegalStateException("unreachable: the assumption has failed");
  }
}
