package io.scriptorium.engine.model.qwen;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.PromptPositions;
import java.util.List;

/**
 * Positions of M-RoPE (arXiv 2409.12191): text advances on all three axes; the tokens of an image
 * share the first coordinate and stand on a grid in the others; text goes on after the largest
 * coordinate.
 */
final class MropePositions {
  private MropePositions() {}

  static PromptPositions locate(
      int[] prompt, List<PixelValues> images, int imageToken, int mergeSize) {
    int[][] positions = new int[3][prompt.length];
    int next = 0;
    int image = 0;
    int index = 0;
    while (index < prompt.length) {
      if (prompt[index] == imageToken) {
        PixelValues pixels = images.get(image++);
        int high = pixels.gridH() / mergeSize;
        int wide = pixels.gridW() / mergeSize;
        int count = pixels.gridT() * high * wide;
        for (int i = 0; i < count; i++) {
          positions[0][index + i] = next;
          positions[1][index + i] = next + i / wide % high;
          positions[2][index + i] = next + i % wide;
        }
        index += count;
        next += Math.max(high, wide);
      } else {
        for (int[] axis : positions) {
          axis[index] = next;
        }
        index++;
        next++;
      }
    }
    return new PromptPositions(positions, next);
  }
}
