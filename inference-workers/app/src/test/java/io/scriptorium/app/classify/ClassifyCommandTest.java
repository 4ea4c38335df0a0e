package io.scriptorium.app.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scriptorium.app.Main;
import io.scriptorium.engine.model.BundledModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
class ClassifyCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int classify(Path model, Object... arguments) {
    return Main.commandLine(Map.of())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(
            Stream.concat(
                    Stream.of("classify", "--dtype=FLOAT32", "--model=" + model),
                    Arrays.stream(arguments).map(String::valueOf))
                .toArray(String[]::new));
  }

  /** A folder of fixtures; the test is skipped where it is absent. */
  private static Path fixture(String relative) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/parity").resolve(relative);
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    assumeTrue(false, "the fixture folder shared/parity/" + relative + " is not on this machine");
    throw new IllegalStateException("unreachable: the assumption has failed");
  }

  @Test
  void printsTheMostProbableClassesOfEachImage() {
    Path images = fixture("preprocess/images");
    Path square = images.resolve("0-56x56-RGB.png");
    Path wide = images.resolve("5-200x31-RGBA.png");

    assertThat(classify(fixture("models/navit"), "--top=2", square, wide)).isZero();

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(2);
    String classes = "  0\\.\\d{3} class \\d  0\\.\\d{3} class \\d";
    assertThat(lines.get(0)).startsWith(square.toString()).matches(".*" + classes);
    assertThat(lines.get(1)).startsWith(wide.toString()).matches(".*" + classes);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void anImageLacksTheSamePatchesEachTime() {
    Path image = fixture("preprocess/images").resolve("3-57x200-RGB.png");
    Path model = fixture("models/navit");

    classify(model, "--top=10", "--token-dropping=0.5", image);
    classify(model, "--top=10", "--token-dropping=0.5", image);
    classify(model, "--top=10", image);

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).isEqualTo(lines.get(0)).isNotEqualTo(lines.get(2));
  }

  @Test
  void aFileThatIsNoImageDoesNotStopTheOthers(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no image");
    Path missing = folder.resolve("missing.png");
    Path image = fixture("preprocess/images").resolve("0-56x56-RGB.png");

    assertThat(classify(fixture("models/navit"), text, missing, image))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);

    assertThat(out.toString().lines()).hasSize(1);
    assertThat(err.toString().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("scriptorium: " + text + ": "))
        .anyMatch(line -> line.equals("scriptorium: " + missing + ": no such file"));
  }

  @ParameterizedTest
  @CsvSource({
    "--top=0, --top must be 1 or more",
    "--token-dropping=1, 0 or more and below 1",
    "--top=1, supported are ["
  })
  void whatCannotBeDoneIsOneLine(String option, String reason) {
    assertThat(classify(BundledModel.folder(), option, "image.png"))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains(reason);
  }
}
