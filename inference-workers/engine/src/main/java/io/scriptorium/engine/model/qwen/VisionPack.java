package io.scriptorium.engine.model.qwen;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.SegmentRuns;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Images of any size laid end to end for the vision tower. Images of equal size are neighbours, so
 * are a frame's windows of equal size, since attention runs over such neighbours together.
 *
 * @param patches values of the patches, 32-bit floats (rows, valuesPerPatch)
 * @param rows patches of all images
 * @param numbers coordinates of the patches from top, then from left, then the cache row of each
 *     merge unit
 * @param frames segments of full attention
 * @param windows segments of window attention
 */
record VisionPack(
    ByteBuffer patches,
    int rows,
    int valuesPerPatch,
    List<long[]> numbers,
    SegmentRuns frames,
    SegmentRuns windows) {

  static VisionPack of(VisionConfig config, List<EncoderInput> images) {
    List<EncoderInput> ordered = new ArrayList<>(images);
    ordered.sort(Comparator.comparingInt(image -> image.pixels().patches()));
    int rows = ordered.stream().mapToInt(image -> image.pixels().patches()).sum();
    int values = ordered.get(0).pixels().valuesPerPatch();
    int bytes = Math.multiplyExact(Math.multiplyExact(rows, values), Float.BYTES);
    ByteBuffer patches = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    Filler filler = new Filler(config, patches.asFloatBuffer(), rows);
    ordered.forEach(filler::add);
    return new VisionPack(
        patches,
        rows,
        values,
        List.of(filler.top, filler.left, filler.cacheRows),
        filler.frames,
        filler.windows);
  }

  /** Lays images into the pack, unit by unit. */
  private static final class Filler {
    private final int merge;
    private final int windowCells;
    private final FloatBuffer patches;
    private final long[] top;
    private final long[] left;
    private final long[] cacheRows;
    private final SegmentRuns frames = new SegmentRuns();
    private final SegmentRuns windows = new SegmentRuns();
    private int unit;

    Filler(VisionConfig config, FloatBuffer patches, int rows) {
      this.merge = config.patches().mergeSize();
      this.windowCells = config.windowCells();
      this.patches = patches;
      this.top = new long[rows];
      this.left = new long[rows];
      this.cacheRows = new long[rows / config.patches().mergeUnit()];
    }

    void add(EncoderInput image) {
      PixelValues pixels = image.pixels();
      List<CellWindow> order = CellWindow.cut(pixels, merge, windowCells);
      for (int frame = 0; frame < pixels.gridT(); frame++) {
        frames.add(pixels.gridH() * pixels.gridW());
        for (CellWindow window : order) {
          windows.add(window.cells() * merge * merge);
          addWindow(image, frame, window);
        }
      }
    }

    private void addWindow(EncoderInput image, int frame, CellWindow window) {
      int cellsHigh = image.pixels().gridH() / merge;
      int cellsWide = image.pixels().gridW() / merge;
      for (int y = window.top(); y < window.top() + window.height(); y++) {
        for (int x = window.left(); x < window.left() + window.width(); x++) {
          addUnit(image, (frame * cellsHigh + y) * cellsWide + x, y, x);
        }
      }
    }

    private void addUnit(EncoderInput image, int token, int y, int x) {
      int unitPatches = merge * merge;
      int unitValues = unitPatches * image.pixels().valuesPerPatch();
      FloatBuffer values = image.pixels().values();
      patches.put(unit * unitValues, values, values.position() + token * unitValues, unitValues);
      for (int i = 0; i < unitPatches; i++) {
        top[unit * unitPatches + i] = (long) y * merge + i / merge;
        left[unit * unitPatches + i] = (long) x * merge + i % merge;
      }
      cacheRows[unit] = image.rows()[token];
      unit++;
    }
  }
}
