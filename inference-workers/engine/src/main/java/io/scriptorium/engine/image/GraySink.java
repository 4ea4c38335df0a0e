package io.scriptorium.engine.image;

/** Keeps the luma of pixels, transparent ones over white. */
final class GraySink implements PixelSink<GrayImage> {
  private int width;
  private int height;
  private byte[] luma = {};

  @Override
  public void open(int width, int height) {
    this.width = width;
    this.height = height;
    luma = new byte[Math.multiplyExact(width, height)];
  }

  @Override
  public void accept(byte[] samples, Run run) {
    switch (run.channels()) {
      case 1 -> gray(samples, run);
      case 2 -> grayAlpha(samples, run);
      case 3 -> rgb(samples, run);
      case 4 -> rgba(samples, run);
      default -> throw new IllegalArgumentException(run.channels() + " channels");
    }
  }

  private void gray(byte[] samples, Run run) {
    if (run.step() == 1) {
      System.arraycopy(samples, 0, luma, run.first(), run.pixels());
      return;
    }
    for (int i = 0, to = run.first(); i < run.pixels(); i++, to += run.step()) {
      luma[to] = samples[i];
    }
  }

  private void grayAlpha(byte[] samples, Run run) {
    for (int i = 0, to = run.first(); i < run.pixels(); i++, to += run.step()) {
      luma[to] = (byte) PixelSink.overWhite(samples[2 * i] & 0xff, samples[2 * i + 1] & 0xff);
    }
  }

  private void rgb(byte[] samples, Run run) {
    byte[] to = luma;
    int at = run.first();
    int step = run.step();
    int end = 3 * run.pixels();
    for (int from = 0; from < end; from += 3) {
      to[at] =
          (byte)
              PixelSink.luma(
                  samples[from] & 0xff, samples[from + 1] & 0xff, samples[from + 2] & 0xff);
      at += step;
    }
  }

  private void rgba(byte[] samples, Run run) {
    byte[] to = luma;
    int at = run.first();
    int step = run.step();
    int end = 4 * run.pixels();
    for (int from = 0; from < end; from += 4) {
      int gray =
          PixelSink.luma(samples[from] & 0xff, samples[from + 1] & 0xff, samples[from + 2] & 0xff);
      int alpha = samples[from + 3] & 0xff;
      to[at] = (byte) (alpha == 255 ? gray : PixelSink.overWhite(gray, alpha));
      at += step;
    }
  }

  @Override
  public GrayImage image() {
    return new GrayImage(width, height, luma);
  }
}
