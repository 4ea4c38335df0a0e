package io.scriptorium.engine.model.navit;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.SegmentRuns;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Images laid end to end in one sequence ("patch n' pack", arXiv 2307.06304). Nothing is padded:
 * attention runs within each image, over neighbours of equal length together.
 *
 * @param images in the order of their rows, the longest first
 */
record ImagePack(List<PackedImage> images) {
  ImagePack {
    images = List.copyOf(images);
  }

  /**
   * Spreads images over packs: the longest first, each into the first pack that has room (first fit
   * decreasing).
   *
   * @param budget tokens of a pack; an image that has more is a pack of its own
   */
  static List<ImagePack> spread(List<PackedImage> images, int budget) {
    List<PackedImage> longestFirst = new ArrayList<>(images);
    longestFirst.sort(Comparator.comparingInt(PackedImage::tokens).reversed());
    List<Room> packs = new ArrayList<>();
    for (PackedImage image : longestFirst) {
      Room room =
          packs.stream()
              .filter(pack -> image.tokens() <= pack.left)
              .findFirst()
              .orElseGet(
                  () -> {
                    Room added = new Room(budget);
                    packs.add(added);
                    return added;
                  });
      room.images.add(image);
      room.left -= image.tokens();
    }
    return packs.stream().map(pack -> new ImagePack(pack.images)).toList();
  }

  /** A pack that is being filled. */
  private static final class Room {
    private final List<PackedImage> images = new ArrayList<>();
    private int left;

    Room(int budget) {
      this.left = budget;
    }
  }

  /** Tokens of all images. */
  int rows() {
    return images.stream().mapToInt(PackedImage::tokens).sum();
  }

  int valuesPerPatch() {
    return images.get(0).pixels().valuesPerPatch();
  }

  /** Values of the patches, 32-bit floats (rows, valuesPerPatch), in a direct buffer. */
  ByteBuffer patches() {
    int width = valuesPerPatch();
    int bytes = Math.multiplyExact(Math.multiplyExact(rows(), width), Float.BYTES);
    ByteBuffer patches = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    FloatBuffer floats = patches.asFloatBuffer();
    for (PackedImage image : images) {
      FloatBuffer values = image.pixels().values();
      for (int patch : image.kept()) {
        floats.put(values.slice(values.position() + patch * width, width));
      }
    }
    return patches;
  }

  /** Which positions the patches have from the top (rows), then from the left (rows). */
  long[] positions(NavitConfig config) {
    int rows = rows();
    long[] positions = new long[2 * rows];
    int row = 0;
    for (PackedImage image : images) {
      PixelValues pixels = image.pixels();
      for (int patch : image.kept()) {
        int top = patch / pixels.gridW();
        int left = patch % pixels.gridW();
        positions[row] = config.scheme().index(top, pixels.gridH(), config.rows());
        positions[rows + row] = config.scheme().index(left, pixels.gridW(), config.columns());
        row++;
      }
    }
    return positions;
  }

  /** The images as segments of attention: pairs of count and length. */
  long[] segments() {
    SegmentRuns runs = new SegmentRuns();
    images.forEach(image -> runs.add(image.tokens()));
    return runs.toArray();
  }
}
