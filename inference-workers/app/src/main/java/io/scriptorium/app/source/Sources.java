package io.scriptorium.app.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that a list of paths stands for. A file that is named itself is always taken; of a
 * folder, those below it whose extension is that of a document or an image, hidden ones left out.
 *
 * @param files in the order of the paths, within a folder by name
 * @param unreadable paths that lead nowhere, with the reason
 * @param skipped files and hidden folders that were left out
 */
public record Sources(List<Source> files, List<Unreadable> unreadable, int skipped) {
  public Sources {
    files = List.copyOf(files);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * A path that could not be looked at.
   *
   * @param name the path as it was given
   * @param reason one line for a person
   */
  public record Unreadable(String name, String reason) {}

  /** How many paths there are to read or to complain of. */
  public int size() {
    return files.size() + unreadable.size();
  }

  /** Whether there is nothing to read, nor to complain of. */
  public boolean isEmpty() {
    return files.isEmpty() && unreadable.isEmpty();
  }

  /** The files under the paths. */
  public static Sources under(List<Path> paths) {
    List<Source> files = new ArrayList<>();
    List<Unreadable> unreadable = new ArrayList<>();
    int skipped = 0;
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        FolderScan scan = FolderScan.of(path);
        files.addAll(scan.files());
        unreadable.addAll(scan.unreadable());
        skipped += scan.skipped();
      } else if (Files.isRegularFile(path)) {
        files.add(new Source(path, path.toString()));
      } else {
        unreadable.add(new Unreadable(path.toString(), whyNoFile(path)));
      }
    }
    return new Sources(files, unreadable, skipped);
  }

  /** Why a path is not a readable file, in one line. */
  static String whyNoFile(Path path) {
    if (Files.isSymbolicLink(path) && !Files.exists(path)) {
      return "link that leads nowhere" + target(path);
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return "no such file";
    }
    return "not a regular file";
  }

  private static String target(Path link) {
    try {
      return ", to " + Files.readSymbolicLink(link);
    } catch (IOException e) {
      return "";
    }
  }
}
