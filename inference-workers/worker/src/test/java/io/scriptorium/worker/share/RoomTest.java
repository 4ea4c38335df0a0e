package io.scriptorium.worker.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.worker.loop.Cost;
import io.scriptorium.worker.settings.Limits;
import io.scriptorium.worker.settings.Shares;
import io.scriptorium.worker.share.Room.Standing;
import org.junit.jupiter.api.Test;

class RoomTest {
  private static final Cost SIX = new Cost(6, 1);

  private final Room room = new Room(new Limits(10, 100, 100, 1, Shares.DEFAULT));

  @Test
  void letsJobsInThatFitBesideTheOthers() {
    assertThat(room.enter(SIX, Standing.ORDINARY)).isTrue();
    assertThat(room.enter(SIX, Standing.ORDINARY)).isFalse();
    assertThat(room.enter(new Cost(4, 1), Standing.ORDINARY)).isTrue();
    assertThat(room.underWay()).isEqualTo(new Cost(10, 2));

    room.leave(SIX, Standing.ORDINARY);
    assertThat(room.enter(SIX, Standing.ORDINARY)).isTrue();
    assertThat(room.jobs()).isEqualTo(2);
  }

  @Test
  void letsALongJobInAlone() {
    Cost longer = new Cost(11, 1);
    assertThat(room.enter(longer, Standing.ORDINARY)).isTrue();
    assertThat(room.enter(new Cost(1, 1), Standing.ORDINARY)).isFalse();

    room.leave(longer, Standing.ORDINARY);
    assertThat(room.underWay()).isEqualTo(Cost.NONE);
  }

  @Test
  void letsOneSuspectInAtATime() {
    Cost one = new Cost(1, 1);
    assertThat(room.enter(one, Standing.SUSPECT)).isTrue();
    assertThat(room.enter(one, Standing.SUSPECT)).isFalse();
    assertThat(room.enter(one, Standing.ORDINARY)).isTrue();

    room.leave(one, Standing.SUSPECT);
    assertThat(room.enter(one, Standing.SUSPECT)).isTrue();
  }
}
