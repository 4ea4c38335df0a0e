package io.scriptorium.engine.cache;

/**
 * Free blocks in the order in which they are taken: a doubly linked list in arrays, so that one in
 * the middle can be removed in O(1).
 */
final class FreeBlocks {
  private final int[] next;
  private final int[] previous;
  private final int end;
  private int count;

  /** All blocks are free. */
  FreeBlocks(int blocks) {
    this.end = blocks;
    this.next = new int[blocks + 1];
    this.previous = new int[blocks + 1];
    next[end] = end;
    previous[end] = end;
    for (int block = 0; block < blocks; block++) {
      addLast(block);
    }
  }

  int count() {
    return count;
  }

  /** Puts a block where it is taken first. */
  void addFirst(int block) {
    link(block, next[end]);
    link(end, block);
    count++;
  }

  /** Puts a block where it is taken last. */
  void addLast(int block) {
    link(previous[end], block);
    link(block, end);
    count++;
  }

  /** The one that is taken first, if there is one. */
  int first() {
    return next[end];
  }

  /** Takes the first one. */
  int take() {
    int block = next[end];
    if (block == end) {
      throw new IllegalStateException("No block is free");
    }
    remove(block);
    return block;
  }

  void remove(int block) {
    link(previous[block], next[block]);
    count--;
  }

  private void link(int first, int second) {
    next[first] = second;
    previous[second] = first;
  }
}
