package io.scriptorium.engine.eval;

import io.scriptorium.engine.layout.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words that a page really shows.
 *
 * @param name of the page: its image is {@code name.png} or the like
 * @param words in reading order where the source has one
 */
public record PageTruth(String name, List<TrueWord> words) {
  /** What the names of truth files end with. */
  public static final String SUFFIX = ".words.tsv";

  public PageTruth {
    words = List.copyOf(words);
  }

  /**
   * A word and its place.
   *
   * @param text as printed; may be empty or hold spaces in a careless truth file
   * @param box in pixels of the page's image
   */
  public record TrueWord(String text, Box box) {}

  /**
   * Reads a file of lines {@code word TAB x0 TAB y0 TAB x1 TAB y1} in UTF-8.
   *
   * @throws IOException if it cannot be read or has another form; the message names file and line
   */
  public static PageTruth read(Path tsv) throws IOException {
    String file = String.valueOf(tsv.getFileName());
    String name = file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
    List<TrueWord> words = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(tsv)) {
      number++;
      String[] fields = line.split("\t", -1);
      if (fields.length != 5) {
        throw new IOException("%s, line %d: not a word and a box".formatted(tsv, number));
      }
      try {
        words.add(new TrueWord(fields[0], box(fields)));
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "%s, line %d: not a box: %s".formatted(tsv, number, e.getMessage()), e);
      }
    }
    return new PageTruth(name, words);
  }

  /** The truths of a folder's {@code *.words.tsv} files, by name. */
  public static List<PageTruth> readAll(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.filter(path -> path.toString().endsWith(SUFFIX)).sorted().toList();
    }
    List<PageTruth> truths = new ArrayList<>();
    for (Path file : files) {
      truths.add(read(file));
    }
    return truths;
  }

  /** Its words, separated by spaces. */
  public String text() {
    return words.stream().map(TrueWord::text).collect(Collectors.joining(" "));
  }

  private static Box box(String[] fields) {
    float[] sides = new float[4];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = Float.parseFloat(fields[i + 1]);
    }
    return new Box(sides[0], sides[1], sides[2], sides[3]);
  }
}
