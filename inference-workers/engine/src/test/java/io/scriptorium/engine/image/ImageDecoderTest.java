package io.scriptorium.engine.image;

import static io.scriptorium.engine.image.ImageFiles.HEIGHT;
import static io.scriptorium.engine.image.ImageFiles.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @ParameterizedTest
  @CsvSource({
    "png, PNG, 5",
    "png, PNG, 10",
    "png, PNG, 11",
    "png, PNG, 12",
    "png, PNG, 13",
    "png, PNG, 6",
    "jpeg, JPEG, 5",
    "jpeg, JPEG, 10",
    "bmp, BMP, 5",
    "bmp, BMP, 12",
    "gif, GIF, 13",
    "tiff, TIFF, 5",
    "tiff, TIFF, 10",
    "tiff, TIFF, 11",
    "tiff, TIFF, 12",
    "tiff, TIFF, 6"
  })
  void decodesEveryFormatAndSampleLayout(String name, ImageFormat format, int type)
      throws Exception {
    byte[] file = ImageFiles.encode(name, ImageFiles.halves(type));

    assertThat(decoder.inspect(file)).isEqualTo(new ImageHeader(format, WIDTH, HEIGHT, 1));
    assertHalves(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void decodesInterlacedAndProgressiveFiles(String format) throws Exception {
    assertHalves(ImageFiles.progressive(format, ImageFiles.halves(BufferedImage.TYPE_3BYTE_BGR)));
    assertHalves(ImageFiles.progressive(format, ImageFiles.halves(BufferedImage.TYPE_BYTE_GRAY)));
  }

  @Test
  void interlacedPngEqualsThePlainOne() throws Exception {
    BufferedImage image = new BufferedImage(37, 29, BufferedImage.TYPE_4BYTE_ABGR);
    for (int y = 0; y < 29; y++) {
      for (int x = 0; x < 37; x++) {
        image.setRGB(x, y, new Color(x * 6, y * 7, (x * y) % 256, y * 8).getRGB());
      }
    }

    RgbImage plain = decoder.rgb(ImageFiles.encode("png", image), Alpha.DROPPED);
    RgbImage interlaced = decoder.rgb(ImageFiles.progressive("png", image), Alpha.DROPPED);

    assertThat(interlaced.rgb()).isEqualTo(plain.rgb());
    for (int i = 0; i < 37 * 29; i++) {
      int expected = image.getRGB(i % 37, i / 37);
      assertThat(plain.rgb()[3 * i]).isEqualTo((byte) (expected >> 16));
      assertThat(plain.rgb()[3 * i + 2]).isEqualTo((byte) expected);
    }
  }

  @Test
  void decodesWebp() throws Exception {
    BitSet white = new BitSet();
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      white.set(i, i % WIDTH >= WIDTH / 2);
    }
    byte[] file = ImageFiles.webp(WIDTH, HEIGHT, white);

    assertThat(decoder.inspect(file))
        .isEqualTo(new ImageHeader(ImageFormat.WEBP, WIDTH, HEIGHT, 1));
    assertHalves(file);
  }

  @Test
  void decodesCmykAndYcckJpegs() throws Exception {
    int[] ink = {0, 0, 0, 0};
    int[] paper = {255, 255, 255, 255};
    assertHalves(ImageFiles.fourComponentJpeg(0, ink, paper));

    int[] inkYcck = {255, 128, 128, 0};
    int[] paperYcck = {0, 128, 128, 255};
    assertHalves(ImageFiles.fourComponentJpeg(2, inkYcck, paperYcck));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 40, 30, LEFT", "2, 40, 30, RIGHT", "3, 40, 30, RIGHT", "4, 40, 30, LEFT",
    "5, 30, 40, TOP", "6, 30, 40, TOP", "7, 30, 40, BOTTOM", "8, 30, 40, BOTTOM"
  })
  void honoursExifOrientation(int orientation, int width, int height, String blackSide)
      throws Exception {
    byte[] file =
        ImageFiles.withOrientation(
            ImageFiles.encode("jpeg", ImageFiles.halves(BufferedImage.TYPE_BYTE_GRAY)),
            orientation);

    GrayImage image = decoder.gray(file);

    assertThat(decoder.inspect(file))
        .isEqualTo(new ImageHeader(ImageFormat.JPEG, width, height, 1));
    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
    assertThat(image.at(2, 2) < 50).isEqualTo(List.of("LEFT", "TOP").contains(blackSide));
    assertThat(image.at(width - 3, 2) < 50).isEqualTo(List.of("RIGHT", "TOP").contains(blackSide));
    assertThat(image.at(2, height - 3) < 50)
        .isEqualTo(List.of("LEFT", "BOTTOM").contains(blackSide));
    assertThat(image.at(width - 3, height - 3) < 50)
        .isEqualTo(List.of("RIGHT", "BOTTOM").contains(blackSide));
  }

  @Test
  void cornersGoWhereOrientationSaysTheyDo() {
    GrayImage stored = new GrayImage(3, 2, new byte[] {1, 2, 3, 4, 5, 6});

    assertThat(Orientation.ofExif(6).apply(stored).luma()).containsExactly(4, 1, 5, 2, 6, 3);
    assertThat(Orientation.ofExif(8).apply(stored).luma()).containsExactly(3, 6, 2, 5, 1, 4);
    assertThat(Orientation.ofExif(3).apply(stored).luma()).containsExactly(6, 5, 4, 3, 2, 1);
    assertThat(Orientation.ofExif(5).apply(stored).luma()).containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Test
  void keepsSixteenBitSamples() throws Exception {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(3, 3, 0, 0x8000);

    assertThat(decoder.gray(ImageFiles.encode("png", image)).at(3, 3)).isEqualTo(128);
    assertThat(decoder.gray(ImageFiles.encode("tiff", image)).at(3, 3)).isEqualTo(128);
  }

  @Test
  void grayIsNotBrightened() throws Exception {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(3, 3, 0, 100);
    for (String format : List.of("png", "tiff", "bmp")) {
      byte[] file = ImageFiles.encode(format, image);
      assertThat(decoder.gray(file).at(3, 3)).as(format).isEqualTo(100);
      assertThat(decoder.rgb(file, Alpha.DROPPED).rgb()[3 * (3 * WIDTH + 3)])
          .as(format)
          .isEqualTo((byte) 100);
    }
  }

  @Test
  void transparencyLiesOnWhitePaperOrIsDropped() throws Exception {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_4BYTE_ABGR);
    image.setRGB(1, 1, 0x80_00_00_00);
    image.setRGB(2, 2, 0xff_10_20_30);
    byte[] file = ImageFiles.encode("png", image);

    assertThat(decoder.gray(file).at(0, 0)).isEqualTo(255);
    assertThat(decoder.gray(file).at(1, 1)).isEqualTo(127);
    assertThat(decoder.gray(file).at(2, 2)).isEqualTo(PixelSink.luma(0x10, 0x20, 0x30));
    assertThat(decoder.rgb(file, Alpha.OVER_WHITE).rgb()[0]).isEqualTo((byte) 255);
    assertThat(decoder.rgb(file, Alpha.DROPPED).rgb()[0]).isZero();
  }

  @Test
  void takesColoursByTheirLuma() throws Exception {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    byte[] file = ImageFiles.encode("png", ImageFiles.painted(image, Color.RED, Color.BLUE));

    assertThat(decoder.gray(file).at(0, 0)).isEqualTo(76);
    assertThat(decoder.gray(file).at(WIDTH - 1, 0)).isEqualTo(29);
    assertThat(decoder.rgb(file, Alpha.DROPPED).rgb()).startsWith(255, 0, 0);
  }

  @Test
  void readsTheFirstFrameOfAnAnimation() throws Exception {
    byte[] file =
        ImageFiles.sequence(
            "gif",
            List.of(
                ImageFiles.halves(BufferedImage.TYPE_BYTE_INDEXED),
                new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED)));

    assertThat(decoder.inspect(file).pages()).isEqualTo(1);
    assertHalves(file);
  }

  @Test
  void readsEachPageOfATiff() throws Exception {
    BufferedImage second = new BufferedImage(50, 20, BufferedImage.TYPE_BYTE_GRAY);
    byte[] file =
        ImageFiles.sequence(
            "tiff",
            List.of(
                ImageFiles.halves(BufferedImage.TYPE_BYTE_BINARY),
                ImageFiles.painted(second, Color.WHITE, Color.BLACK)));

    assertThat(decoder.inspect(file).pages()).isEqualTo(2);
    assertThat(decoder.inspect(file, 1)).isEqualTo(new ImageHeader(ImageFormat.TIFF, 50, 20, 2));
    assertHalves(file);
    GrayImage page = decoder.gray(file, 1);
    assertThat(page.at(2, 2)).isEqualTo(255);
    assertThat(page.at(48, 18)).isZero();
  }

  private void assertHalves(byte[] file) throws IOException, ImageRejectedException {
    GrayImage gray = decoder.gray(file);
    assertThat(gray.width()).isEqualTo(WIDTH);
    assertThat(gray.height()).isEqualTo(HEIGHT);
    assertThat(gray.at(4, 4)).isLessThan(8);
    assertThat(gray.at(WIDTH / 2 - 5, HEIGHT - 2)).isLessThan(8);
    assertThat(gray.at(WIDTH / 2 + 5, 1)).isGreaterThan(247);
    assertThat(gray.at(WIDTH - 4, HEIGHT - 4)).isGreaterThan(247);
    RgbImage rgb = decoder.rgb(file, Alpha.OVER_WHITE);
    assertThat(rgb.rgb()[3 * (4 * WIDTH + 4) + 1] & 0xff).isLessThan(8);
    assertThat(rgb.rgb()[3 * (4 * WIDTH + WIDTH - 4) + 1] & 0xff).isGreaterThan(247);
  }
}
