package io.scriptorium.engine.image;

/** Widens or narrows the samples of a PNG row to 8 bits; looks palettes up. */
final class PngSamples {
  private final PngHeader header;
  private final byte[] palette;
  private final byte[] opacity;
  private final int channels;

  /**
   * @param palette red, green, blue of each entry; empty unless the image has a palette
   * @param opacity alpha of the palette's first entries; the others are opaque
   */
  PngSamples(PngHeader header, byte[] palette, byte[] opacity) {
    this.header = header;
    this.palette = palette;
    this.opacity = opacity;
    boolean looksUp = header.colour() == PngHeader.PALETTE;
    channels = looksUp ? (opacity.length > 0 ? 4 : 3) : header.channels();
  }

  /** Samples a pixel in what {@link #of} returns. */
  int channels() {
    return channels;
  }

  /**
   * The samples of a row's first pixels.
   *
   * @param row unfiltered bytes
   * @param scratch room for pixels × channels bytes
   * @return row or scratch
   */
  byte[] of(byte[] row, int pixels, byte[] scratch) {
    if (header.colour() == PngHeader.PALETTE) {
      for (int i = 0; i < pixels; i++) {
        lookUp(packed(row, i), scratch, i * channels);
      }
      return scratch;
    }
    return switch (header.depth()) {
      case 8 -> row;
      case 16 -> {
        for (int i = 0; i < pixels * channels; i++) {
          int sample = ((row[2 * i] & 0xff) << 8) | (row[2 * i + 1] & 0xff);
          scratch[i] = (byte) ((sample * 255 + 32767) / 65535);
        }
        yield scratch;
      }
      default -> {
        int scale = 255 / ((1 << header.depth()) - 1);
        for (int i = 0; i < pixels; i++) {
          scratch[i] = (byte) (packed(row, i) * scale);
        }
        yield scratch;
      }
    };
  }

  private int packed(byte[] row, int index) {
    int depth = header.depth();
    int bit = index * depth;
    return (row[bit >> 3] & 0xff) >> (8 - depth - (bit & 7)) & ((1 << depth) - 1);
  }

  /** An index past the palette's end is black, as libpng has it. */
  private void lookUp(int index, byte[] to, int at) {
    for (int c = 0; c < 3; c++) {
      to[at + c] = 3 * index + c < palette.length ? palette[3 * index + c] : 0;
    }
    if (channels == 4) {
      to[at + 3] = index < opacity.length ? opacity[index] : (byte) 255;
    }
  }
}
