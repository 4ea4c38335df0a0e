package io.scriptorium.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The committed samples are those that the texts make. {@code mvn -pl integration-tests -am test
 * -Dtest=SamplesTest -Dsurefire.failIfNoSpecifiedTests=false -Dscriptorium.samples.write=true}
 * writes them anew.
 */
class SamplesTest {
  private static final Path FOLDER = Path.of("..", "samples").toAbsolutePath().normalize();
  private static final long MOST_BYTES = 1_500_000;

  /** Mean difference of gray levels that another JDK's rasterizer or JPEG codec may make. */
  private static final double SAME_PICTURE = 1.5;

  @Test
  void committedSamplesAreCurrent() throws IOException {
    Map<String, byte[]> made = SampleFiles.all();
    if (Boolean.getBoolean("scriptorium.samples.write")) {
      for (Map.Entry<String, byte[]> file : made.entrySet()) {
        Path path = FOLDER.resolve(file.getKey());
        Files.createDirectories(path.resolve("..").normalize());
        Files.write(path, file.getValue());
      }
    }

    try (Stream<Path> paths = Files.walk(FOLDER)) {
      assertThat(
              paths
                  .filter(Files::isRegularFile)
                  .map(path -> FOLDER.relativize(path).toString().replace('\\', '/')))
          .containsExactlyInAnyOrderElementsOf(new TreeSet<>(made.keySet()));
    }
    long bytes = 0;
    for (Map.Entry<String, byte[]> file : made.entrySet()) {
      byte[] committed = Files.readAllBytes(FOLDER.resolve(file.getKey()));
      bytes += committed.length;
      assertSame(file.getKey(), committed, file.getValue());
    }
    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  private static void assertSame(String name, byte[] committed, byte[] made) throws IOException {
    if (name.endsWith(".png") || name.endsWith(".jpg")) {
      BufferedImage one = SampleFiles.decoded(committed);
      BufferedImage other = SampleFiles.decoded(made);
      assertThat(one.getWidth()).as(name).isEqualTo(other.getWidth());
      assertThat(one.getHeight()).as(name).isEqualTo(other.getHeight());
      assertThat(difference(one, other)).as(name).isLessThan(SAME_PICTURE);
    } else if (name.endsWith(".pdf")) {
      assertThat(committed).as(name).isEqualTo(made);
    } else {
      assertThat(new String(committed, StandardCharsets.UTF_8))
          .as(name)
          .isEqualTo(new String(made, StandardCharsets.UTF_8));
    }
  }

  private static double difference(BufferedImage one, BufferedImage other) {
    long sum = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        sum += Math.abs(one.getRaster().getSample(x, y, 0) - other.getRaster().getSample(x, y, 0));
      }
    }
    return (double) sum / one.getWidth() / one.getHeight();
  }
}
