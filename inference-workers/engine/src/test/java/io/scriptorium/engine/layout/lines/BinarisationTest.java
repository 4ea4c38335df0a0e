package io.scriptorium.engine.layout.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.image.GrayImage;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinarisationTest {
  private static final int RADIUS = 20;

  /** How close to its bound a pixel may be either way. */
  private static final double TIE = 1e-3;

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 90", "90, 7", "41, 41", "70, 66"})
  void followsItsFormulaAtEachPixel(int width, int height) {
    GrayImage image = speckled(width, height);

    Bitmap ink = Binarisation.ink(image);

    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double below = bound(image, x, y) - value(image, x, y);
        if (Math.abs(below) > TIE) {
          assertThat(ink.pixels()[y * width + x]).as("%d, %d", x, y).isEqualTo(below > 0);
        }
      }
    }
  }

  /** Paper that is not the same all over, with dark spots. */
  private static GrayImage speckled(int width, int height) {
    Random random = new Random(17);
    byte[] luma = new byte[width * height];
    for (int i = 0; i < luma.length; i++) {
      luma[i] = (byte) (random.nextInt(5) == 0 ? random.nextInt(160) : 200 + random.nextInt(56));
    }
    return new GrayImage(width, height, luma);
  }

  private static int value(GrayImage image, int x, int y) {
    return image.luma()[y * image.width() + x] & 0xff;
  }

  private static double bound(GrayImage image, int x, int y) {
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (int v = Math.max(0, y - RADIUS); v <= Math.min(image.height() - 1, y + RADIUS); v++) {
      for (int u = Math.max(0, x - RADIUS); u <= Math.min(image.width() - 1, x + RADIUS); u++) {
        count++;
        sum += value(image, u, v);
        squares += value(image, u, v) * value(image, u, v);
      }
    }
    double mean = sum / count;
    double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
    return mean * (1 + 0.15 * (deviation / 128 - 1));
  }
}
