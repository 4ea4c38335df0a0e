package io.scriptorium.engine.layout.lines;

import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.image.ImageDecoder;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.LineFinder;
import io.scriptorium.engine.layout.TextLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures line finding against words whose places are known, and its time: {@code
 * LineFindingEvaluation DIR [page | network] [threads]}, where DIR holds images and their {@code
 * NAME.words.tsv} (word, x0, y0, x1, y1 in pixels).
 *
 * <pre>
 *   whole    share of the words that lie inside exactly one line
 *   cut      share of the words that lie in a line in part only
 *   missed   share of the words that no line holds half of
 *   false    share of the lines that hold no word
 * </pre>
 */
public final class LineFindingEvaluation {
  private static final int REPEATS = 5;
  private static final double WHOLE = 0.8;
  private static final double PART = 0.5;

  private LineFindingEvaluation() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    boolean network = arguments.length > 1 && arguments[1].equals("network");
    int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
    Result sum = new Result(0, 0, 0, 0, 0, 0, 0);
    int pages = 0;
    try (LineFinder finder =
        network ? new NetworkLineFinder(threads) : new PageLineFinder(threads)) {
      for (Path image : images(folder)) {
        Result result = evaluate(finder, image);
        System.out.printf("%-24s %s%n", image.getFileName(), result);
        sum = sum.plus(result);
        pages++;
      }
    }
    System.out.printf("%-24s %s, %.1f ms a page%n", pages + " pages", sum, sum.millis / pages);
  }

  private static List<Path> images(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().matches(".*\\.(png|jpg)")).sorted().toList();
    }
  }

  private static Result evaluate(LineFinder finder, Path image) throws Exception {
    GrayImage page = new ImageDecoder(ImageLimits.DEFAULT).gray(Files.readAllBytes(image));
    List<TextLine> lines = finder.find(page);
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      finder.find(page);
      best = Math.min(best, (System.nanoTime() - start) / 1e6);
    }
    List<Box> words = words(Path.of(image.toString().replaceFirst("\\.\\w+$", ".words.tsv")));
    int whole = 0;
    int cut = 0;
    int missed = 0;
    for (Box word : words) {
      long holders = count(lines, word, WHOLE);
      whole += holders == 1 ? 1 : 0;
      if (holders == 0) {
        int parts = count(lines, word, PART) > 0 ? 1 : 0;
        cut += parts;
        missed += 1 - parts;
      }
    }
    int empty =
        (int)
            lines.stream()
                .filter(line -> words.stream().allMatch(word -> share(line.box(), word) < PART))
                .count();
    return new Result(words.size(), whole, cut, missed, lines.size(), empty, best);
  }

  private static long count(List<TextLine> lines, Box word, double share) {
    return lines.stream().filter(line -> share(line.box(), word) >= share).count();
  }

  private static double share(Box line, Box word) {
    double across = Math.min(line.x1(), word.x1()) - Math.max(line.x0(), word.x0());
    double down = Math.min(line.y1(), word.y1()) - Math.max(line.y0(), word.y0());
    double area = Math.max(1e-6, word.width() * word.height());
    return Math.max(0, across) * Math.max(0, down) / area;
  }

  private static List<Box> words(Path file) throws IOException {
    List<Box> words = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.split("\t", -1);
      words.add(
          new Box(
              Float.parseFloat(fields[1]),
              Float.parseFloat(fields[2]),
              Float.parseFloat(fields[3]),
              Float.parseFloat(fields[4])));
    }
    return words;
  }

  private record Result(
      int words, int whole, int cut, int missed, int lines, int empty, double millis) {
    Result plus(Result other) {
      return new Result(
          words + other.words,
          whole + other.whole,
          cut + other.cut,
          missed + other.missed,
          lines + other.lines,
          empty + other.empty,
          millis + other.millis);
    }

    @Override
    public String toString() {
      return "whole %.3f  cut %.3f  missed %.3f  lines %4d  false %.3f  %7.1f ms"
          .formatted(
              (double) whole / words,
              (double) cut / words,
              (double) missed / words,
              lines,
              (double) empty / lines,
              millis);
    }
  }
}
