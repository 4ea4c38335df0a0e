package io.scriptorium.engine.image;

/** Keeps the colours of pixels. */
final class RgbSink implements PixelSink<RgbImage> {
  private final Alpha alpha;
  private int width;
  private int height;
  private byte[] rgb = {};

  RgbSink(Alpha alpha) {
    this.alpha = alpha;
  }

  @Override
  public void open(int width, int height) {
    this.width = width;
    this.height = height;
    rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
  }

  @Override
  public void accept(byte[] samples, Run run) {
    if (run.channels() == 3 && run.step() == 1) {
      System.arraycopy(samples, 0, rgb, 3 * run.first(), 3 * run.pixels());
      return;
    }
    boolean coloured = run.channels() >= 3;
    boolean transparent = (run.channels() & 1) == 0 && alpha == Alpha.OVER_WHITE;
    int from = 0;
    for (int i = 0, to = 3 * run.first(); i < run.pixels(); i++, to += 3 * run.step()) {
      int opacity = transparent ? samples[from + run.channels() - 1] & 0xff : 255;
      for (int c = 0; c < 3; c++) {
        byte sample = samples[coloured ? from + c : from];
        rgb[to + c] = opacity == 255 ? sample : (byte) PixelSink.overWhite(sample & 0xff, opacity);
      }
      from += run.channels();
    }
  }

  @Override
  public RgbImage image() {
    return new RgbImage(width, height, rgb);
  }
}
