package io.scriptorium.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacerTest {
  private final Pacer pacer = new Pacer();

  @Test
  void oneDocumentAlwaysHasRoomHoweverLarge() {
    assertThat(pacer.hasRoom(1L << 40)).isTrue();
    pacer.begin("huge", 1L << 40);
    assertThat(pacer.hasRoom(1)).isFalse();
  }

  @Test
  void knownPagesReplaceTheGuess() {
    pacer.begin("a", 10L << 20);
    assertThat(pacer.openPages()).isEqualTo(40);
    pacer.progress("a", 3, 1);
    assertThat(pacer.openPages()).isEqualTo(2);
    assertThat(pacer.donePages()).isEqualTo(1);
    assertThat(pacer.end("a", 3)).isTrue();
    assertThat(pacer.openPages()).isZero();
    assertThat(pacer.donePages()).isEqualTo(3);
    assertThat(pacer.isIdle()).isTrue();
  }

  @Test
  void aLongDocumentHoldsTheOthersBackUntilItIsNearlyDone() {
    pacer.begin("long", 1);
    pacer.progress("long", 2_000, 0);
    assertThat(pacer.hasRoom(1)).isFalse();
    pacer.progress("long", 2_000, 1_800);
    assertThat(pacer.hasRoom(1)).isTrue();
  }

  @Test
  void unknownJobsChangeNothing() {
    pacer.progress("foreign", 100, 3);
    assertThat(pacer.end("foreign", 100)).isFalse();
    assertThat(pacer.openPages()).isZero();
    assertThat(pacer.donePages()).isZero();
  }
}
