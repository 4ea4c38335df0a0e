package io.scriptorium.engine.cache;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a cache: which of them are free, how many sequences hold each, and which contents
 * can be found by name. One thread uses it.
 *
 * <p>A block is a fixed number of neighbouring slots; a sequence holds whole blocks, in any order,
 * though attention is faster where they are neighbours: a table can claim a gap to grow into.
 * Claims are wishes: others begin elsewhere as long as there is room, but take claimed blocks
 * before they go without. Sequences whose tokens begin alike may hold the same full blocks:
 *
 * <pre>
 *   slots    0..15   16..31  32..47  48..63  ...      block size 16
 *   blocks     0       1       2       3
 *   sequence A (40 tokens): blocks 2, 0, 3  →  slots 32..47, 0..15, 48..55
 *   sequence B (35 tokens): blocks 2, 0, 1  →  the first 32 tokens are those of A
 * </pre>
 *
 * <p>A block that nobody holds is free, but keeps its content and name until it is taken for other
 * tokens. Blocks without a name are taken first, the last freed before others, so that no more
 * memory is touched than is needed; then those with one, the first freed before others. A sequence
 * frees its last block first, since the beginning of a prompt is the likeliest to be seen again.
 */
public final class BlockPool {
  private final int blockSize;
  private final int[] holders;
  private final FreeBlocks free;
  private final @Nullable BlockHash[] names;
  private final Map<BlockHash, Integer> byName = new HashMap<>();
  private final BitSet claimed = new BitSet();

  /** A pool of free blocks without content. */
  public BlockPool(int blocks, int blockSize) {
    this.blockSize = blockSize;
    this.holders = new int[blocks];
    this.free = new FreeBlocks(blocks);
    this.names = new BlockHash[blocks];
  }

  /** Tokens that a block holds. */
  public int blockSize() {
    return blockSize;
  }

  /** Tokens that all blocks together hold. */
  public int capacity() {
    return holders.length * blockSize;
  }

  /** Blocks that nobody holds. */
  public int free() {
    return free.count();
  }

  /** Blocks that someone holds. */
  public int used() {
    return holders.length - free.count();
  }

  /** Blocks for so many tokens. */
  public int blocksFor(int tokens) {
    return (tokens + blockSize - 1) / blockSize;
  }

  /** How many of these blocks, from the first on, are there with their content. */
  public int findable(List<BlockHash> chain) {
    int found = 0;
    while (found < chain.size() && byName.containsKey(chain.get(found))) {
      found++;
    }
    return found;
  }

  /** How many blocks of the chain nobody holds: taking them costs free blocks. */
  public int freeAmong(List<BlockHash> chain) {
    int count = 0;
    for (BlockHash name : chain) {
      Integer block = byName.get(name);
      if (block != null && holders[block] == 0) {
        count++;
      }
    }
    return count;
  }

  /**
   * A table that holds blocks with their content, which {@link #findable} found. Changes the pool.
   */
  public BlockTable reuse(List<BlockHash> chain) {
    BlockTable table = new BlockTable(blockSize);
    for (BlockHash name : chain) {
      Integer block = byName.get(name);
      if (block == null) {
        throw new IllegalStateException("A block that is not there cannot be used again");
      }
      if (holders[block]++ == 0) {
        free.remove(block);
        claimed.clear(block);
      }
      table.add(block);
    }
    return table;
  }

  /** Adds blocks until so many tokens fit, or none if too few are free. Changes the pool. */
  public boolean grow(BlockTable table, int tokens) {
    int missing = blocksFor(tokens) - table.count();
    if (missing > free.count()) {
      return false;
    }
    for (int i = 0; i < missing; i++) {
      table.add(take(table));
    }
    return true;
  }

  /** Takes the next block of the table's claim, else the one behind its last, else any. */
  private int take(BlockTable table) {
    int block = table.claimStart();
    if (block < table.claimEnd() && holders[block] == 0) {
      table.claim(block + 1, table.claimEnd());
      free.remove(block);
    } else {
      dropClaim(table);
      block = behind(table);
      if (table.count() > 0 && runEnd(block, 1, false) > block) {
        free.remove(block);
      } else {
        block = free.take();
      }
    }
    occupy(block);
    return block;
  }

  /** Gives a block that was just taken its first holder. */
  private void occupy(int block) {
    claimed.clear(block);
    forget(block);
    holders[block] = 1;
  }

  /** The block behind a table's last one. */
  private static int behind(BlockTable table) {
    return table.count() == 0 ? 0 : table.block(table.count() - 1) + 1;
  }

  /**
   * Claims neighbouring blocks for what a table may come to hold: behind its last block, else in
   * the first gap without content, else where the oldest content is, else fewer of them, but not
   * fewer than it needs soon. Changes nobody's blocks.
   *
   * @param soon tokens that it will certainly hold
   * @param most tokens that it may come to hold
   */
  public void claim(BlockTable table, int soon, int most) {
    int least = blocksFor(soon) - table.count();
    for (int wanted = blocksFor(most) - table.count(); wanted > 0; wanted /= 2) {
      int start = gap(table, wanted);
      if (start >= 0) {
        claimed.set(start, start + wanted);
        table.claim(start, start + wanted);
        return;
      }
      if (wanted <= least) {
        return;
      }
      wanted = Math.max(wanted, 2 * least);
    }
  }

  private int gap(BlockTable table, int count) {
    int behind = behind(table);
    if (behind > 0 && runEnd(behind, count, true) == behind + count) {
      return behind;
    }
    int start = gap(0, count, false);
    if (start < 0 && free.count() >= count) {
      start = gap(Math.max(0, free.first() - count + 1), count, true);
    }
    return start;
  }

  /** The first gap of so many blocks from a block on, or -1. */
  private int gap(int from, int count, boolean withContent) {
    for (int start = from; start + count <= holders.length; ) {
      int end = runEnd(start, count, withContent);
      if (end == start + count) {
        return start;
      }
      start = end + 1;
    }
    return from == 0 ? -1 : gap(0, count, withContent);
  }

  /** Where a run of blocks that can be claimed ends, after so many at most. */
  private int runEnd(int start, int count, boolean withContent) {
    int block = start;
    while (block < start + count
        && block < holders.length
        && holders[block] == 0
        && !claimed.get(block)
        && (withContent || names[block] == null)) {
      block++;
    }
    return block;
  }

  private void dropClaim(BlockTable table) {
    claimed.clear(table.claimStart(), table.claimEnd());
    table.claim(0, 0);
  }

  /** A table that holds the same blocks. Changes the pool. */
  public BlockTable fork(BlockTable table) {
    BlockTable copy = new BlockTable(blockSize);
    for (int i = 0; i < table.count(); i++) {
      holders[table.block(i)]++;
      copy.add(table.block(i));
    }
    return copy;
  }

  /** Whether other tables hold a table's block too, so that it must not be written to. */
  public boolean isShared(BlockTable table, int index) {
    return holders[table.block(index)] > 1;
  }

  /**
   * Puts a block of the table's own in the place of a shared one, whose content the caller copies.
   * Changes the pool.
   *
   * @return whether a block was free
   */
  public boolean replace(BlockTable table, int index) {
    if (free.count() == 0) {
      return false;
    }
    int block = free.take();
    occupy(block);
    holders[table.block(index)]--;
    table.replace(index, block);
    return true;
  }

  private void forget(int block) {
    BlockHash name = names[block];
    if (name != null) {
      byName.remove(name);
      names[block] = null;
    }
  }

  /** Names a full block whose content is computed; the first one of a name is found by it. */
  public void name(int block, BlockHash name) {
    if (names[block] == null && byName.putIfAbsent(name, block) == null) {
      names[block] = name;
    }
  }

  /** Gives a table's blocks back, last first. Changes the pool. */
  public void release(BlockTable table) {
    dropClaim(table);
    for (int i = table.count() - 1; i >= 0; i--) {
      int block = table.block(i);
      if (holders[block] == 0) {
        throw new IllegalStateException("Block " + block + " is released twice");
      }
      if (--holders[block] == 0) {
        if (names[block] == null) {
          free.addFirst(block);
        } else {
          free.addLast(block);
        }
      }
    }
  }

  /** Throws if these tables are not what the pool believes is held. */
  public void checkIntegrity(Collection<BlockTable> held) {
    int[] counted = new int[holders.length];
    for (BlockTable table : held) {
      for (int i = 0; i < table.count(); i++) {
        counted[table.block(i)]++;
      }
    }
    int idle = 0;
    for (int block = 0; block < counted.length; block++) {
      if (counted[block] != holders[block]) {
        throw new IllegalStateException(
            "Block %d has %d holders, the pool believes %d"
                .formatted(block, counted[block], holders[block]));
      }
      idle += counted[block] == 0 ? 1 : 0;
    }
    if (idle != free.count()) {
      throw new IllegalStateException(
          "%d blocks have no holder, %d are free".formatted(idle, free.count()));
    }
    BitSet claims = new BitSet();
    held.forEach(table -> claims.set(table.claimStart(), table.claimEnd()));
    for (int block = claimed.nextSetBit(0); block >= 0; block = claimed.nextSetBit(block + 1)) {
      if (!claims.get(block) || holders[block] > 0) {
        throw new IllegalStateException("Block " + block + " is claimed by nobody, or held");
      }
    }
    byName.forEach(
        (name, block) -> {
          if (!name.equals(names[block])) {
            throw new IllegalStateException("Block " + block + " is found by another's name");
          }
        });
  }
}
