package io.scriptorium.engine.batch;

import java.util.Arrays;

/**
 * The blocks that a sequence holds, in the order of its tokens.
 *
 * @param blocks block numbers
 * @param blockSize tokens a block
 */
@SuppressWarnings("ArrayRecordComponent")
record BlockTable(int[] blocks, int blockSize) {
  /** Cache slot of a token. */
  int slot(int index) {
    return blocks[index / blockSize] * blockSize + index % blockSize;
  }

  /** Slots of the first tokens, padded with the first slot. */
  void copySlots(int tokens, long[] target, int offset, int width) {
    int index = 0;
    for (int block : blocks) {
      long slot = (long) block * blockSize;
      for (int i = 0; i < blockSize && index < tokens; i++) {
        target[offset + index++] = slot + i;
      }
    }
    Arrays.fill(target, offset + index, offset + width, slot(0));
  }
}
