package io.scriptorium.engine.image;

/**
 * What an image file may have at most; checked from its header, before a pixel is decoded.
 *
 * @param maxBytes length of the file in bytes
 * @param maxPixels width × height
 * @param maxSide pixels of the longer side
 * @param maxAspectRatio longer ÷ shorter side
 */
public record ImageLimits(long maxBytes, long maxPixels, int maxSide, int maxAspectRatio) {
  public static final ImageLimits DEFAULT = new ImageLimits(256L << 20, 100_000_000L, 40_000, 200);

  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || maxSide < 1 || maxAspectRatio < 1) {
      throw new IllegalArgumentException("Image limits are positive");
    }
  }
}
