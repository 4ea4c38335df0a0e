package io.scriptorium.app.bench.measure;

import io.scriptorium.app.console.ActionableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Page images that the pipeline and its baseline can both read. */
public final class PageImages {
  /** Where the launcher says that the project is. */
  private static final String HOME = "scriptorium.home";

  private static final Pattern NAMES = Pattern.compile(".*\\.(png|jpe?g)");

  private PageImages() {}

  /** The samples that come with the project. */
  public static Path samples() {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new ActionableException("Name a folder with PNG or JPEG pages");
    }
    return Path.of(home, "samples");
  }

  /** The images of a folder, by name. */
  public static List<Path> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new ActionableException("%s is not a folder".formatted(folder));
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> images =
          files
              .filter(Files::isRegularFile)
              .filter(file -> NAMES.matcher(name(file)).matches())
              .sorted()
              .toList();
      if (images.isEmpty()) {
        throw new ActionableException("%s holds no PNG or JPEG pages".formatted(folder));
      }
      return images;
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }
}
