package io.scriptorium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.app.Main;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunIT {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.commandLine(Map.of())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(Stream.concat(Stream.of("run"), Stream.of(arguments)).toArray(String[]::new));
  }

  private static Path samples() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("samples"))) {
      folder = folder.getParent();
    }
    assertThat(folder).as("a folder above with samples/ in it").isNotNull();
    return folder.resolve("samples");
  }

  private static List<String> names(Path folder, String extension) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(extension))
          .map(name -> name.substring(0, name.length() - extension.length()))
          .sorted()
          .toList();
    }
  }

  private static Set<String> words(Path text) throws IOException {
    return Stream.of(Files.readString(text).split("\\s+"))
        .filter(word -> word.length() > 3)
        .collect(Collectors.toSet());
  }

  @Test
  void readsTheSamples() throws IOException {
    Path results = folder.resolve("results");

    int code = run(samples().toString(), "--out", results.toString());

    assertThat(err.toString()).doesNotContain("samples/");
    assertThat(code).isZero();
    assertThat(out.toString()).contains("0 failed: 7 pages");
    List<String> read = names(results, ".txt");
    assertThat(read).isNotEmpty().isEqualTo(names(samples().resolve("truth"), ".txt"));
    assertThat(names(results, ".md")).isEqualTo(read);
    assertThat(names(results, ".json")).isEqualTo(read);
    for (String name : read) {
      Set<String> truth = words(samples().resolve("truth").resolve(name + ".txt"));
      Set<String> found = words(results.resolve(name + ".txt"));
      long hits = truth.stream().filter(found::contains).count();
      assertThat(hits)
          .as("words of %s, of %d", name, truth.size())
          .isGreaterThan(Math.round(0.75 * truth.size()));
    }
  }

  @Test
  void eachBadInputIsOneLineAndDisturbsNobody() throws IOException {
    OddFiles files = new OddFiles(folder);
    files.image("good.png", OddFiles.page(BufferedImage.TYPE_BYTE_GRAY), "png");
    files.image("jpeg-inside.png", OddFiles.page(BufferedImage.TYPE_BYTE_GRAY), "jpeg");
    files.sixteenBit("sixteen-bit.png");
    files.transparent("transparent.png");
    files.cmyk("cmyk.jpg");
    files.animated("animated.gif");
    files.image("strip.png", new BufferedImage(4000, 20, BufferedImage.TYPE_BYTE_GRAY), "png");
    files.image("dot.png", new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png");
    files.image("longer.png", new BufferedImage(4200, 20, BufferedImage.TYPE_BYTE_GRAY), "png");
    files.bomb("bomb.png");
    files.empty("empty.pdf");
    files.truncatedPdf("truncated.pdf");
    files.encryptedPdf("encrypted.pdf");
    files.pdf("two-thousand.pdf", 2_000);
    files.danglingLink("link.pdf");
    Path results = folder.resolve("results");

    int code =
        run(
            folder.toString(),
            folder.resolve("missing.pdf").toString(),
            "--out",
            results.toString(),
            "--max-pages",
            "100");

    assertThat(code).isEqualTo(1);
    assertLine("bomb.png", "pixels");
    assertLine("empty.pdf", "empty");
    assertLine("truncated.pdf", "cut off");
    assertLine("encrypted.pdf", "password");
    assertLine("two-thousand.pdf", "2,000 pages are asked for, the limit is 100");
    assertLine("link.pdf", "leads nowhere");
    assertLine("missing.pdf", "no such file");
    assertLine("longer.png", "200:1");
    assertLine("dot.png", "1 x 1");
    for (String name :
        List.of("good", "jpeg-inside", "sixteen-bit", "transparent", "cmyk", "animated")) {
      assertThat(results.resolve(name + ".txt")).content().as(name).contains("thanks");
      assertThat(err.toString()).doesNotContain("/" + name + ".");
    }
    assertThat(out.toString()).contains(" documents read, ").doesNotContain(" 0 failed");
  }

  private void assertLine(String file, String reason) {
    List<String> lines = err.toString().lines().filter(line -> line.contains("/" + file)).toList();
    assertThat(lines).as(file + " in\n" + err).hasSize(1);
    assertThat(lines.get(0)).containsIgnoringCase(reason).doesNotContain("Exception");
  }

  @Test
  void aFolderWithoutDocumentsIsAnError() {
    assertThat(run(folder.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("There is no document under the paths given");
  }
}
