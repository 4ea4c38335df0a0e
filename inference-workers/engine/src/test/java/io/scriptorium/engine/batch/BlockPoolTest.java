package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BlockPoolTest {
  @Test
  void handsOutWholeBlocksUntilNoneAreLeft() {
    BlockPool pool = new BlockPool(3, 4);

    BlockTable first = pool.allocate(5).orElseThrow();

    assertThat(first.blocks()).hasSize(2);
    assertThat(pool.allocate(5)).isEmpty();
    assertThat(pool.allocate(4)).isPresent();
    pool.checkIntegrity();
  }

  @Test
  void takesBlocksBack() {
    BlockPool pool = new BlockPool(2, 4);
    BlockTable table = pool.allocate(8).orElseThrow();

    pool.release(table);

    assertThat(pool.isIdle()).isTrue();
    assertThat(pool.allocate(8).orElseThrow().blocks()).containsExactly(table.blocks());
    pool.checkIntegrity();
  }

  @Test
  void noticesADoubleRelease() {
    BlockPool pool = new BlockPool(2, 4);
    BlockTable table = pool.allocate(4).orElseThrow();
    pool.release(table);

    assertThatThrownBy(() -> pool.release(table)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTableFindsSlotsAndPadsWithItsFirst() {
    BlockTable table = new BlockTable(new int[] {2, 0}, 4);
    long[] slots = new long[7];

    table.copySlots(5, slots, 0, 7);

    assertThat(slots).containsExactly(8, 9, 10, 11, 0, 8, 8);
    assertThat(table.slot(4)).isZero();
  }
}
