package io.scriptorium.engine.cache;

import java.util.Arrays;

/** The blocks that a sequence holds, in the order of its tokens. One thread uses it. */
public final class BlockTable {
  private final int blockSize;
  private int[] blocks = new int[4];
  private int count;
  private boolean contiguous = true;
  private int claimStart;
  private int claimEnd;

  BlockTable(int blockSize) {
    this.blockSize = blockSize;
  }

  void add(int block) {
    if (count == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * count);
    }
    contiguous &= count == 0 || block == blocks[count - 1] + 1;
    blocks[count++] = block;
  }

  void replace(int index, int block) {
    blocks[index] = block;
    contiguous = true;
    for (int i = 1; i < count; i++) {
      contiguous &= blocks[i] == blocks[i - 1] + 1;
    }
  }

  /** First of the blocks that it would like to grow into. */
  int claimStart() {
    return claimStart;
  }

  /** Block after the last of them. */
  int claimEnd() {
    return claimEnd;
  }

  void claim(int start, int end) {
    claimStart = start;
    claimEnd = end;
  }

  /** Whether its blocks are neighbours in their order, and so the slots of its tokens too. */
  public boolean isContiguous() {
    return contiguous;
  }

  /** Blocks held. */
  public int count() {
    return count;
  }

  /** The number of a block in the pool. */
  public int block(int index) {
    return blocks[index];
  }

  /** Tokens that there is room for. */
  public int capacity() {
    return count * blockSize;
  }

  /** Cache slot of a token. */
  public int slot(int index) {
    return blocks[index / blockSize] * blockSize + index % blockSize;
  }

  /** Slots of the first tokens, padded to a width with the first slot. */
  public void copySlots(int tokens, long[] target, int offset, int width) {
    int index = 0;
    for (int i = 0; i < count && index < tokens; i++) {
      long slot = (long) blocks[i] * blockSize;
      for (int j = 0; j < blockSize && index < tokens; j++) {
        target[offset + index++] = slot + j;
      }
    }
    Arrays.fill(target, offset + index, offset + width, slot(0));
  }
}
