package io.scriptorium.worker.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ShareMemberTest {
  private static final Duration THIRD_OF_LOCK = Duration.ofSeconds(10);

  private final FakeShareConsumer consumer = new FakeShareConsumer();
  private Instant now = Instant.EPOCH;
  private final ShareMember member =
      new ShareMember(List.of(Topics.PAGE_JOBS.name()), consumer::reopened, clock());

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  private void ready(long... offsets) {
    for (long offset : offsets) {
      consumer.ready.add(FakeShareConsumer.record(offset, 1));
    }
  }

  private Optional<Long> next() {
    return member.next().map(ConsumerRecord::offset);
  }

  @Test
  void givesARecordOnceItHasShownThatItIsItsOwn() {
    ready(7);

    assertThat(next()).contains(7L);

    assertThat(consumer.acknowledged).containsExactly("7 RENEW");
    assertThat(consumer.subscription()).containsExactly(Topics.PAGE_JOBS.name());
  }

  @Test
  void dropsARecordThatWentToAnotherWhileItLayInTheClient() {
    ready(7, 8);
    consumer.lost.add(7L);

    assertThat(next()).isEmpty();

    assertThat(consumer.opened()).as("members that there were").isEqualTo(1);
    assertThat(next()).contains(8L);
    assertThat(consumer.opened()).isEqualTo(2);
  }

  @Test
  void renewsThreeTimesALock() {
    ready(7);
    assertThat(next()).contains(7L);

    now = now.plus(THIRD_OF_LOCK).minusMillis(1);
    assertThat(member.keep()).isTrue();
    assertThat(consumer.acknowledged).hasSize(1);

    now = now.plusMillis(1);
    assertThat(member.keep()).isTrue();
    now = now.plus(THIRD_OF_LOCK);
    assertThat(member.keep()).isTrue();
    assertThat(consumer.acknowledged).containsExactly("7 RENEW", "7 RENEW", "7 RENEW");
  }

  @Test
  void saysWhenARecordIsNoLongerItsOwn() {
    ready(7);
    assertThat(next()).contains(7L);
    consumer.lost.add(7L);
    now = now.plus(THIRD_OF_LOCK);

    assertThat(member.keep()).isFalse();

    assertThat(consumer.isClosed()).isTrue();
  }

  @Test
  void keepsAllThatAPollGivesAndGivesOneAfterTheOther() {
    consumer.batch = 2;
    ready(7, 8, 9);

    assertThat(next()).contains(7L);
    now = now.plus(THIRD_OF_LOCK);
    assertThat(member.keep()).isTrue();
    assertThat(member.end(AcknowledgeType.ACCEPT)).isTrue();
    assertThat(next()).contains(8L);
    assertThat(member.end(AcknowledgeType.RELEASE)).isTrue();
    assertThat(next()).contains(9L);

    assertThat(consumer.acknowledged.stream().filter(one -> !one.endsWith("RENEW")))
        .containsExactly("7 ACCEPT", "8 RELEASE");
    assertThat(consumer.acknowledged.stream().filter("8 RENEW"::equals)).hasSize(3);
  }

  @Test
  void saysWhenTheBrokerDoesNotNoteAnEnd() {
    ready(7);
    assertThat(next()).contains(7L);
    consumer.lost.add(7L);

    assertThat(member.end(AcknowledgeType.ACCEPT)).isFalse();
  }

  @Test
  void acknowledgesNothingWhenItLeaves() {
    ready(7);
    assertThat(next()).contains(7L);

    member.leave();

    assertThat(consumer.acknowledged).containsExactly("7 RENEW");
    assertThat(consumer.isClosed()).isTrue();
  }
}
