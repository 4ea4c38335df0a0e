package io.scriptorium.engine.image;

/**
 * What an image file says of itself before a pixel is decoded.
 *
 * @param format what the bytes are
 * @param width in pixels, as the image is to be shown
 * @param height in pixels, as the image is to be shown
 * @param pages pages of a TIFF; 1 for every other format (of an animation the first frame is read)
 */
public record ImageHeader(ImageFormat format, int width, int height, int pages) {
  /** The same image lying on its side. */
  ImageHeader turned() {
    int newWidth = height;
    int newHeight = width;
    return new ImageHeader(format, newWidth, newHeight, pages);
  }
}
