package io.scriptorium.engine.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scriptorium.engine.image.ImageRejectedException.Reason;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRejectionTest {
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @Test
  void anEmptyFile() {
    assertRejected(new byte[0], Reason.EMPTY_FILE);
  }

  @Test
  void textNamedAsAnImage() {
    assertRejected(
        "%PDF-1.7 and so on, no image at all".getBytes(US_ASCII), Reason.UNSUPPORTED_FORMAT);
    assertRejected(new byte[] {1}, Reason.UNSUPPORTED_FORMAT);
  }

  @Test
  void moreBytesThanAllowed() throws IOException {
    byte[] png = png(40, 30);
    ImageDecoder small = new ImageDecoder(new ImageLimits(png.length - 1, 1 << 20, 5000, 200));

    assertThat(rejection(small, png).reason()).isEqualTo(Reason.TOO_MANY_BYTES);
  }

  @Test
  void pngBomb() throws IOException {
    byte[] png = png(40, 30);
    ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
    assertRejected(png, Reason.TOO_MANY_PIXELS);
  }

  @Test
  void jpegBomb() throws IOException {
    byte[] jpeg = ImageFiles.encode("jpeg", ImageFiles.halves(BufferedImage.TYPE_3BYTE_BGR));
    int frame = indexOf(jpeg, 0xff, 0xc0);
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
    assertRejected(jpeg, Reason.TOO_MANY_PIXELS);
  }

  @Test
  void gifBomb() throws IOException {
    byte[] gif = ImageFiles.encode("gif", ImageFiles.halves(BufferedImage.TYPE_BYTE_INDEXED));
    int frame = indexOf(gif, 0x2c, 0, 0, 0, 0);
    ByteBuffer.wrap(gif)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(frame + 5, (short) 60_000)
        .putShort(frame + 7, (short) 60_000);
    assertRejected(gif, Reason.TOO_MANY_PIXELS);
  }

  @Test
  void bmpBomb() throws IOException {
    byte[] bmp = ImageFiles.encode("bmp", ImageFiles.halves(BufferedImage.TYPE_3BYTE_BGR));
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 60_000).putInt(22, 60_000);
    assertRejected(bmp, Reason.TOO_MANY_PIXELS);
  }

  @Test
  void webpBomb() {
    assertRejected(ImageFiles.webp(16_000, 16_000, new BitSet()), Reason.TOO_MANY_PIXELS);
  }

  @Test
  void tiffBombOnTheSecondPage() throws IOException {
    BufferedImage page = ImageFiles.halves(BufferedImage.TYPE_3BYTE_BGR);
    byte[] tiff = ImageFiles.sequence("tiff", List.of(page, page));
    ByteBuffer bytes = ByteBuffer.wrap(tiff);
    bytes.order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int first = bytes.getInt(4);
    int second = bytes.getInt(first + 2 + 12 * bytes.getShort(first));
    for (int i = 0; i < bytes.getShort(second); i++) {
      int entry = second + 2 + 12 * i;
      if (bytes.getShort(entry) == 256 || bytes.getShort(entry) == 257) {
        bytes.putShort(entry + 2, (short) 4).putInt(entry + 8, 60_000);
      }
    }

    assertThat(
            catchThrowableOfType(ImageRejectedException.class, () -> decoder.inspect(tiff, 1))
                .reason())
        .isEqualTo(Reason.TOO_MANY_PIXELS);
    assertThat(
            catchThrowableOfType(ImageRejectedException.class, () -> decoder.gray(tiff, 1))
                .reason())
        .isEqualTo(Reason.TOO_MANY_PIXELS);
  }

  @Test
  void stripsAndSpecks() throws IOException {
    assertRejected(png(2010, 10), Reason.BAD_ASPECT_RATIO);
    assertRejected(png(10, 2010), Reason.BAD_ASPECT_RATIO);
    assertRejected(png(1, 1), Reason.IMAGE_TOO_SMALL);
    assertRejected(png(1000, 3), Reason.IMAGE_TOO_SMALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp", "tiff"})
  void truncatedFiles(String format) throws IOException {
    BufferedImage image = new BufferedImage(300, 200, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 300 * 200; i++) {
      image.setRGB(i % 300, i / 300, i * 7919);
    }
    byte[] whole = ImageFiles.encode(format, image);

    assertCannotBeDecoded(Arrays.copyOf(whole, whole.length * 2 / 3));
    assertCannotBeDecoded(Arrays.copyOf(whole, 20));
  }

  @Test
  void truncatedWebp() {
    byte[] whole = ImageFiles.webp(300, 200, new BitSet());
    assertCannotBeDecoded(Arrays.copyOf(whole, whole.length / 2));
    assertCannotBeDecoded(Arrays.copyOf(whole, 20));
  }

  @Test
  void damagedPixelData() throws IOException {
    byte[] png = png(200, 200);
    Arrays.fill(png, 60, png.length - 20, (byte) 0x55);
    assertCannotBeDecoded(png);
  }

  @Test
  void aPageThatATiffDoesNotHave() throws IOException {
    byte[] tiff = ImageFiles.encode("tiff", ImageFiles.halves(BufferedImage.TYPE_BYTE_GRAY));
    assertThat(
            catchThrowableOfType(ImageRejectedException.class, () -> decoder.gray(tiff, 1))
                .reason())
        .isEqualTo(Reason.CORRUPT_FILE);
  }

  private static byte[] png(int width, int height) throws IOException {
    return ImageFiles.encode("png", new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY));
  }

  private void assertRejected(byte[] file, Reason reason) {
    ImageRejectedException inspected =
        catchThrowableOfType(ImageRejectedException.class, () -> decoder.inspect(file));
    assertThat(inspected.reason()).isEqualTo(reason);
    ImageRejectedException decoded = rejection(decoder, file);
    assertThat(decoded.reason()).isEqualTo(reason);
    assertThat(decoded.getMessage()).isNotBlank().doesNotContain("\n");
  }

  private void assertCannotBeDecoded(byte[] file) {
    ImageRejectedException rejection = rejection(decoder, file);
    assertThat(rejection).isNotNull();
    assertThat(rejection.reason()).isEqualTo(Reason.CORRUPT_FILE);
    assertThat(rejection.getMessage()).isNotBlank().doesNotContain("\n");
  }

  private static ImageRejectedException rejection(ImageDecoder decoder, byte[] file) {
    return catchThrowableOfType(ImageRejectedException.class, () -> decoder.gray(file));
  }

  private static int indexOf(byte[] file, int... what) {
    for (int i = 0; i + what.length <= file.length; i++) {
      int matched = 0;
      while (matched < what.length && (file[i + matched] & 0xff) == what[matched]) {
        matched++;
      }
      if (matched == what.length) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }
}
