package io.scriptorium.engine.bench;

import io.scriptorium.engine.PixelValues;
import java.nio.FloatBuffer;
import java.util.List;

/** Images padded to one size, below and on the right, as a tower without packing needs them. */
public final class PaddedImages {
  private PaddedImages() {}

  /**
   * Pads images to the largest height and the largest width among them.
   *
   * @param mergeSize patches on the side of a merge block
   */
  public static List<PixelValues> pad(List<PixelValues> images, int mergeSize) {
    int gridH = images.stream().mapToInt(PixelValues::gridH).max().orElse(0);
    int gridW = images.stream().mapToInt(PixelValues::gridW).max().orElse(0);
    return images.stream().map(image -> pad(image, gridH, gridW, mergeSize)).toList();
  }

  private static PixelValues pad(PixelValues image, int gridH, int gridW, int mergeSize) {
    int blockRow = mergeSize * image.valuesPerPatch();
    int from = image.gridW() * blockRow;
    int to = gridW * blockRow;
    int rows = image.gridH() / mergeSize;
    int paddedRows = gridH / mergeSize;
    FloatBuffer padded = FloatBuffer.allocate(image.gridT() * paddedRows * to);
    for (int frame = 0; frame < image.gridT(); frame++) {
      for (int row = 0; row < rows; row++) {
        int source = image.values().position() + (frame * rows + row) * from;
        padded.put((frame * paddedRows + row) * to, image.values(), source, from);
      }
    }
    return new PixelValues(padded, image.gridT(), gridH, gridW);
  }
}
