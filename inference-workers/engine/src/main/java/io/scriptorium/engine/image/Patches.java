package io.scriptorium.engine.image;

import io.scriptorium.engine.PixelValues;
import java.nio.FloatBuffer;

/** Cuts resized images into the patches of a vision tower. */
final class Patches {
  private final PatchCut cut;
  private final float[][] tables;

  Patches(PatchCut cut) {
    this.cut = cut;
    tables =
        new float[][] {cut.channels().table(0), cut.channels().table(1), cut.channels().table(2)};
  }

  /**
   * The patches of a colour image whose sides are multiples of the merged patch: (patches, channel
   * × frame × row × column), the patches of a merge block one after the other.
   */
  PixelValues of(RgbImage image) {
    int patch = cut.patchSize();
    float[] values = new float[image.rgb().length * cut.temporalPatchSize()];
    Cursor cursor = new Cursor(image.width(), image.height());
    int to = 0;
    while (cursor.next()) {
      for (int channel = 0; channel < 3; channel++) {
        int start = to;
        for (int y = 0; y < patch; y++) {
          int from = 3 * ((cursor.y + y) * image.width() + cursor.x) + channel;
          for (int x = 0; x < patch; x++) {
            values[to++] = tables[channel][image.rgb()[from] & 0xff];
            from += 3;
          }
        }
        for (int frame = 1; frame < cut.temporalPatchSize(); frame++) {
          System.arraycopy(values, start, values, to, patch * patch);
          to += patch * patch;
        }
      }
    }
    return cursor.grid(values);
  }

  /**
   * The patches of a gray image, each once: (patches, row × column). Its channels and frames are
   * the same, provided that the model normalises its channels alike.
   */
  PixelValues of(GrayImage image) {
    int patch = cut.patchSize();
    float[] values = new float[image.luma().length];
    Cursor cursor = new Cursor(image.width(), image.height());
    int to = 0;
    while (cursor.next()) {
      for (int y = 0; y < patch; y++) {
        int from = (cursor.y + y) * image.width() + cursor.x;
        for (int x = 0; x < patch; x++) {
          values[to++] = tables[0][image.luma()[from + x] & 0xff];
        }
      }
    }
    return cursor.grid(values);
  }

  /** Walks over the patches' top left corners, merge block by merge block. */
  private final class Cursor {
    private final int gridW;
    private final int gridH;
    private final int merge = cut.mergeSize();
    private int index = -1;
    private int x;
    private int y;

    Cursor(int width, int height) {
      if (width % cut.factor() != 0 || height % cut.factor() != 0) {
        throw new IllegalArgumentException(
            "%d x %d pixels are no multiple of %d".formatted(width, height, cut.factor()));
      }
      gridW = width / cut.patchSize();
      gridH = height / cut.patchSize();
    }

    boolean next() {
      index++;
      int block = index / (merge * merge);
      int within = index % (merge * merge);
      int blocksWide = gridW / merge;
      x = (block % blocksWide * merge + within % merge) * cut.patchSize();
      y = (block / blocksWide * merge + within / merge) * cut.patchSize();
      return index < gridW * gridH;
    }

    PixelValues grid(float[] values) {
      return new PixelValues(FloatBuffer.wrap(values), 1, gridH, gridW);
    }
  }
}
