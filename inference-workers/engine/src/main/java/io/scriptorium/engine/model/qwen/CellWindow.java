package io.scriptorium.engine.model.qwen;

import io.scriptorium.engine.PixelValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A window of merged cells within a frame; those at the right and lower edge may be smaller. */
record CellWindow(int top, int left, int height, int width) {
  int cells() {
    return height * width;
  }

  /** Cuts a frame into windows, those of equal size beside each other. */
  static List<CellWindow> cut(PixelValues pixels, int merge, int side) {
    int cellsHigh = pixels.gridH() / merge;
    int cellsWide = pixels.gridW() / merge;
    List<CellWindow> windows = new ArrayList<>();
    int stepDown = Math.min(side, cellsHigh);
    int stepRight = Math.min(side, cellsWide);
    for (int y = 0; y < cellsHigh; y += stepDown) {
      for (int x = 0; x < cellsWide; x += stepRight) {
        windows.add(
            new CellWindow(y, x, Math.min(side, cellsHigh - y), Math.min(side, cellsWide - x)));
      }
    }
    windows.sort(Comparator.comparingInt(CellWindow::cells).reversed());
    return windows;
  }
}
