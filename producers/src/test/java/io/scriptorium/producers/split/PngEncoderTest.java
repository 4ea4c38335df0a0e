package io.scriptorium.producers.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngEncoderTest {
  @Test
  void grayPixelsComeBackAsTheyWere() throws IOException {
    byte[] luma = noise(301 * 777);

    BufferedImage read = read(PngEncoder.encode(new GrayImage(301, 777, luma)));

    assertThat(read.getWidth()).isEqualTo(301);
    assertThat(read.getHeight()).isEqualTo(777);
    assertThat((byte[]) read.getRaster().getDataElements(0, 0, 301, 777, null)).isEqualTo(luma);
  }

  @Test
  void colouredPixelsComeBackAsTheyWere() throws IOException {
    byte[] rgb = noise(3 * 40 * 30);

    BufferedImage read = read(PngEncoder.encode(new RgbImage(40, 30, rgb)));

    for (int i = 0; i < 40 * 30; i++) {
      int pixel =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
      assertThat(read.getRGB(i % 40, i / 40) & 0xffffff).isEqualTo(pixel);
    }
  }

  @Test
  void onePixelIsAnImage() throws IOException {
    assertThat(
            read(PngEncoder.encode(new GrayImage(1, 1, new byte[] {7})))
                .getRaster()
                .getSample(0, 0, 0))
        .isEqualTo(7);
  }

  private static BufferedImage read(byte[] file) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(file));
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
