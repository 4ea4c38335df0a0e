package io.scriptorium.app.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.app.Main;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
class GenerateCommandTest {
  @TempDir private static Path folder;
  private static Path image;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void draw() throws IOException {
    BufferedImage bars = new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = bars.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 140, 28);
    graphics.setColor(Color.BLACK);
    for (int x = 10; x < 130; x += 12) {
      graphics.fillRect(x, 6, 3, 16);
    }
    graphics.dispose();
    image = folder.resolve("line.png");
    ImageIO.write(bars, "png", image.toFile());
  }

  private int generate(String... options) {
    return Main.commandLine(Map.of())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(
            Stream.concat(
                    Stream.of("generate", "--image", image.toString()), Arrays.stream(options))
                .toArray(String[]::new));
  }

  @Test
  void theAnswerMatchesWhatItIsToMatch() throws IOException {
    assertThat(generate("--regex", "[a-c]{2}-[0-9]{3}")).isZero();
    assertThat(out.toString().strip()).matches("[a-c]{2}-[0-9]{3}");

    out.getBuffer().setLength(0);
    Path schema =
        Files.writeString(
            folder.resolve("schema.json"),
            """
            {"type": "object", "required": ["total"], "properties": {
              "total": {"type": "integer", "minimum": 0, "maximum": 99}}}
            """);
    assertThat(generate("--json-schema", schema.toString())).isZero();
    assertThat(out.toString().strip()).matches("\\{\"total\": ?[0-9]{1,2}}");
  }

  @Test
  void anAnswerThatDoesNotComeToAMatchIsAnError() {
    assertThat(generate("--regex", "[a-c]{9}", "--max-tokens", "4"))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().strip())
        .isEqualTo("scriptorium: the answer came to no match within 4 tokens");
  }

  @Test
  void anAnswerMayBeLongerThanALineWouldBe() {
    String words = "The quick brown fox jumps over the lazy dog";
    assertThat(generate("--regex", words)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(generate("--regex", words, "--max-tokens", "60")).isZero();
    assertThat(out.toString().strip()).isEqualTo(words);
  }

  @Test
  void severalAnswersAreNumberedAndTheirTokensTold() {
    assertThat(
            generate(
                "-n",
                "2",
                "--temperature",
                "1",
                "--seed",
                "3",
                "--regex",
                "[0-9]{2}",
                "--logprobs",
                "1"))
        .isZero();

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).isEqualTo("[1]");
    assertThat(lines.get(1)).matches("[0-9]{2}");
    assertThat(lines.get(2)).isEqualTo("[2]");
    assertThat(lines.get(3)).matches("[0-9]{2}");
    assertThat(err.toString().lines().filter(it -> it.contains("  |  ")))
        .hasSize(6)
        .allMatch(it -> it.matches("-?[0-9.]+ \"[0-9]?\"  \\|  -?[0-9.]+ \"[0-9]?\""));
  }

  @Test
  void beamsComeWithTheBestFirst() {
    assertThat(generate("--beams", "3", "--max-tokens", "4")).isZero();
    assertThat(out.toString().lines().filter(it -> it.matches("\\[[123]]"))).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          --samples 2                          ; --samples needs a --temperature above 0
          --samples 0                          ; --samples is from 1 to 64
          --samples 2 --beams 2                ; --samples and --beams exclude each other
          --beams 65                           ; --beams is from 1 to 64
          --beams 2 --regex a                  ; Beam search knows no constraint
          --early-stopping                     ; --length-penalty and --early-stopping need --beams N
          --logprobs 21                        ; --logprobs is from 1 to 20
          --regex a(b                          ; Regular expression, at character 4
          --regex a --stop b                   ; An answer that must match something
          """)
  void optionsThatMakeNoSenseAreOneLine(String options, String why) {
    assertThat(generate(options.split(" "))).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains(why);
  }
}
