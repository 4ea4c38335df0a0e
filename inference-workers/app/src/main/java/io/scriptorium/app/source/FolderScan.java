package io.scriptorium.app.source;

import static java.nio.file.FileVisitResult.CONTINUE;
import static java.nio.file.FileVisitResult.SKIP_SUBTREE;

import io.scriptorium.app.console.ErrorReporter;
import io.scriptorium.app.source.Sources.Unreadable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a folder holds, links followed. */
final class FolderScan extends SimpleFileVisitor<Path> {
  private static final Set<String> EXTENSIONS =
      Set.of("pdf", "tif", "tiff", "png", "jpg", "jpeg", "webp", "gif", "bmp");

  private final Path folder;
  private final List<Source> files = new ArrayList<>();
  private final List<Unreadable> unreadable = new ArrayList<>();
  private int skipped;

  private FolderScan(Path folder) {
    this.folder = folder;
  }

  static FolderScan of(Path folder) {
    FolderScan scan = new FolderScan(folder);
    try {
      Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, scan);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    scan.files.sort(Comparator.comparing(Source::path));
    return scan;
  }

  List<Source> files() {
    return files;
  }

  List<Unreadable> unreadable() {
    return unreadable;
  }

  int skipped() {
    return skipped;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
    if (!path.equals(folder) && isHidden(path)) {
      skipped++;
      return SKIP_SUBTREE;
    }
    return CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
    if (isHidden(path) || !hasKnownExtension(path)) {
      skipped++;
    } else if (attributes.isRegularFile()) {
      files.add(new Source(path, path.toString()));
    } else {
      unreadable.add(new Unreadable(path.toString(), Sources.whyNoFile(path)));
    }
    return CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path path, IOException failure) {
    if (failure instanceof FileSystemLoopException) {
      skipped++;
    } else {
      unreadable.add(new Unreadable(path.toString(), ErrorReporter.reason(path, failure)));
    }
    return CONTINUE;
  }

  private static boolean isHidden(Path path) {
    return fileName(path).startsWith(".");
  }

  private static boolean hasKnownExtension(Path path) {
    String name = fileName(path);
    int dot = name.lastIndexOf('.');
    return dot >= 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  private static String fileName(Path path) {
    return String.valueOf(path.getFileName());
  }
}
