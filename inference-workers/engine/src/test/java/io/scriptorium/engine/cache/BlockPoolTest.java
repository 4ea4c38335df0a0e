package io.scriptorium.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockPoolTest {
  private static final BlockHash FIRST = name(1);
  private static final BlockHash SECOND = name(2);

  @Test
  void handsOutWholeBlocksUntilNoneAreLeft() {
    BlockPool pool = new BlockPool(3, 4);

    BlockTable table = taken(pool, 5);

    assertThat(table.count()).isEqualTo(2);
    assertThat(pool.grow(pool.reuse(List.of()), 5)).isFalse();
    assertThat(pool.grow(table, 12)).isTrue();
    assertThat(pool.free()).isZero();
    pool.checkIntegrity(List.of(table));
  }

  @Test
  void aFreedBlockIsFoundByItsNameUntilItIsTaken() {
    BlockPool pool = new BlockPool(2, 4);
    BlockTable table = taken(pool, 8);
    pool.name(table.block(0), FIRST);
    pool.name(table.block(1), SECOND);
    pool.release(table);

    assertThat(pool.findable(List.of(FIRST, SECOND))).isEqualTo(2);
    BlockTable other = taken(pool, 4);

    // The last block of the sequence was freed first
    assertThat(other.block(0)).isEqualTo(table.block(1));
    assertThat(pool.findable(List.of(FIRST, SECOND))).isEqualTo(1);
    pool.checkIntegrity(List.of(other));
  }

  @Test
  void blocksWithoutANameAreTakenFirstTheLastFreedBeforeOthers() {
    BlockPool pool = new BlockPool(4, 4);
    BlockTable named = taken(pool, 4);
    pool.name(named.block(0), FIRST);
    BlockTable nameless = taken(pool, 4);
    pool.release(nameless);
    pool.release(named);

    BlockTable all = taken(pool, 16);

    assertThat(all.block(0)).isEqualTo(nameless.block(0));
    assertThat(all.block(3)).isEqualTo(named.block(0));
  }

  @Test
  void blocksOfOneNameAreSharedAndFreeWhenTheLastHolderGoes() {
    BlockPool pool = new BlockPool(2, 4);
    BlockTable first = taken(pool, 4);
    pool.name(first.block(0), FIRST);

    BlockTable second = pool.reuse(List.of(FIRST));
    pool.release(first);

    assertThat(pool.free()).isEqualTo(1);
    pool.checkIntegrity(List.of(second));
    pool.release(second);
    assertThat(pool.used()).isZero();
  }

  @Test
  void aClaimedGapKeepsATablesBlocksNeighbours() {
    BlockPool pool = new BlockPool(12, 4);
    BlockTable first = claimed(pool, 4, 16);
    BlockTable second = claimed(pool, 4, 16);
    assertThat(second.block(0)).isEqualTo(first.block(0) + 4);

    for (int tokens = 8; tokens <= 16; tokens += 4) {
      assertThat(pool.grow(first, tokens)).isTrue();
      assertThat(pool.grow(second, tokens)).isTrue();
    }

    assertThat(first.isContiguous()).isTrue();
    assertThat(second.isContiguous()).isTrue();
    pool.checkIntegrity(List.of(first, second));
  }

  @Test
  void aGapIsUsedAgainBeforeUntouchedBlocks() {
    BlockPool pool = new BlockPool(12, 4);
    BlockTable first = claimed(pool, 8, 8);
    BlockTable second = claimed(pool, 8, 8);
    int start = first.block(0);
    pool.release(first);

    assertThat(claimed(pool, 8, 8).block(0)).isEqualTo(start);
    assertThat(second.isContiguous()).isTrue();
  }

  @Test
  void claimsGiveWayWhereBlocksAreShort() {
    BlockPool pool = new BlockPool(4, 4);
    BlockTable first = claimed(pool, 4, 16);
    BlockTable second = claimed(pool, 8, 16);

    assertThat(second.count()).isEqualTo(2);
    assertThat(pool.grow(first, 8)).isTrue();
    assertThat(pool.grow(first, 12)).isFalse();
    pool.checkIntegrity(List.of(first, second));
    pool.release(first);
    pool.release(second);
    pool.checkIntegrity(List.of());
    assertThat(pool.free()).isEqualTo(4);
  }

  @Test
  void contentIsGivenUpForAGapOnlyIfThereIsNoOther() {
    BlockPool pool = new BlockPool(4, 4);
    BlockTable named = claimed(pool, 8, 8);
    pool.name(named.block(0), FIRST);
    pool.name(named.block(1), SECOND);
    pool.release(named);

    BlockTable other = claimed(pool, 4, 8);
    assertThat(pool.findable(List.of(FIRST, SECOND))).isEqualTo(2);
    BlockTable more = claimed(pool, 8, 8);

    assertThat(more.isContiguous()).isTrue();
    assertThat(pool.findable(List.of(FIRST))).isZero();
    pool.checkIntegrity(List.of(other, more));
  }

  private static BlockTable claimed(BlockPool pool, int tokens, int most) {
    BlockTable table = pool.reuse(List.of());
    pool.claim(table, tokens, most);
    assertThat(pool.grow(table, tokens)).isTrue();
    return table;
  }

  @Test
  void noticesADoubleRelease() {
    BlockPool pool = new BlockPool(2, 4);
    BlockTable table = taken(pool, 4);
    pool.release(table);

    assertThatThrownBy(() -> pool.release(table)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void noticesALostBlock() {
    BlockPool pool = new BlockPool(2, 4);
    taken(pool, 4);

    assertThatThrownBy(() -> pool.checkIntegrity(List.of()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTableFindsSlotsAndPadsWithItsFirst() {
    BlockTable table = new BlockTable(4);
    table.add(2);
    table.add(0);
    long[] slots = new long[7];

    table.copySlots(5, slots, 0, 7);

    assertThat(slots).containsExactly(8, 9, 10, 11, 0, 8, 8);
    assertThat(table.slot(4)).isZero();
  }

  @Test
  void noBlockIsLostInTenThousandRandomSteps() {
    Random random = new Random(5);
    BlockPool pool = new BlockPool(40, 4);
    List<BlockTable> held = new ArrayList<>();
    for (int step = 0; step < 10_000; step++) {
      if (!held.isEmpty() && random.nextInt(3) == 0) {
        pool.release(held.remove(random.nextInt(held.size())));
      } else {
        List<BlockHash> chain = List.of(name(random.nextInt(20)), name(20 + random.nextInt(20)));
        BlockTable table = pool.reuse(chain.subList(0, pool.findable(chain)));
        if (pool.grow(table, 1 + random.nextInt(24))) {
          pool.name(table.block(0), chain.get(0));
          held.add(table);
        } else {
          pool.release(table);
        }
      }
      pool.checkIntegrity(held);
    }
  }

  private static BlockTable taken(BlockPool pool, int tokens) {
    BlockTable table = pool.reuse(List.of());
    assertThat(pool.grow(table, tokens)).isTrue();
    return table;
  }

  private static BlockHash name(int number) {
    return BlockHash.of(BlockHash.ROOT, new int[] {number}, List.of());
  }
}
