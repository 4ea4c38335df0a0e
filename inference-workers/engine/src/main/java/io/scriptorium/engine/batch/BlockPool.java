package io.scriptorium.engine.batch;

import java.util.BitSet;
import java.util.Optional;

/**
 * The blocks of a cache and which of them are free. One thread uses it.
 *
 * <p>A block is a fixed number of neighbouring slots; a sequence holds whole blocks, in any order:
 *
 * <pre>
 *   slots    0..15   16..31  32..47  48..63  ...      block size 16
 *   blocks     0       1       2       3
 *   sequence A (20 tokens): blocks 2, 0  →  slots 32..47, 0..3
 * </pre>
 */
final class BlockPool {
  private final int blockSize;
  private final int[] free;
  private final BitSet used;
  private int freeCount;

  BlockPool(int blocks, int blockSize) {
    this.blockSize = blockSize;
    this.free = new int[blocks];
    this.used = new BitSet(blocks);
    this.freeCount = blocks;
    for (int i = 0; i < blocks; i++) {
      free[i] = blocks - 1 - i;
    }
  }

  /** Tokens that all blocks together hold. */
  int capacity() {
    return free.length * blockSize;
  }

  /** Whether no block is in use. */
  boolean isIdle() {
    return freeCount == free.length;
  }

  /** Takes blocks for so many tokens, or none if too few are free. Changes the pool. */
  Optional<BlockTable> allocate(int tokens) {
    int blocks = (tokens + blockSize - 1) / blockSize;
    if (blocks > freeCount) {
      return Optional.empty();
    }
    int[] taken = new int[blocks];
    for (int i = 0; i < blocks; i++) {
      taken[i] = free[--freeCount];
      used.set(taken[i]);
    }
    return Optional.of(new BlockTable(taken, blockSize));
  }

  /** Gives blocks back, last first, so that they are taken again in their order. */
  void release(BlockTable table) {
    for (int i = table.blocks().length - 1; i >= 0; i--) {
      int block = table.blocks()[i];
      if (!used.get(block)) {
        throw new IllegalStateException("Block " + block + " is released twice");
      }
      used.clear(block);
      free[freeCount++] = block;
    }
  }

  /** Throws if a block is both free and in use, or neither. */
  void checkIntegrity() {
    BitSet seen = (BitSet) used.clone();
    for (int i = 0; i < freeCount; i++) {
      if (seen.get(free[i])) {
        throw new IllegalStateException("Block " + free[i] + " is free and in use, or free twice");
      }
      seen.set(free[i]);
    }
    if (seen.cardinality() != free.length) {
      throw new IllegalStateException(
          "%d of %d blocks are lost".formatted(free.length - seen.cardinality(), free.length));
    }
  }
}
