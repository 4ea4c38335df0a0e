package io.scriptorium.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final Instant NOW = Instant.ofEpochMilli(99);
  private static final DeadLetters.Cause CAUSE =
      new DeadLetters.Cause(
          "splitter",
          new Failure(FailureReason.UNDECODABLE_RECORD, "not a job"),
          Optional.empty(),
          1);

  @Test
  void originalIsKeptByteForByteWithItsPlace() {
    var headers = new RecordHeaders().add("trace", new byte[] {7}).add("empty", null);
    var original =
        new ConsumerRecord<>(
            "t",
            3,
            42L,
            5L,
            TimestampType.CREATE_TIME,
            1,
            2,
            new byte[] {1},
            new byte[] {2, 3},
            headers,
            Optional.empty());

    var letter = DeadLetters.of(original, CAUSE, NOW);

    assertThat(letter.topic()).isEqualTo("scriptorium.dead-letters");
    assertThat(letter.key()).containsExactly(1);
    DeadLetter value = Topics.DEAD_LETTERS.codec().decode(letter.value());
    assertThat(value.getTopic()).isEqualTo("t");
    assertThat(value.getPartition()).isEqualTo(3);
    assertThat(value.getOffset()).isEqualTo(42);
    assertThat(value.getTimestamp()).isEqualTo(Instant.ofEpochMilli(5));
    assertThat(value.getKey()).isEqualTo(ByteBuffer.wrap(new byte[] {1}));
    assertThat(value.getValue()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
    assertThat(value.getHeaders()).hasSize(2);
    assertThat(value.getHeaders().get(1).getValue()).isNull();
    assertThat(value.getFailure()).isEqualTo(CAUSE.failure());
    assertThat(value.getFailedAt()).isEqualTo(NOW);
  }

  @Test
  void ofARecordThatIsTooLongForALetterThePlaceIsKept() {
    var original =
        new ConsumerRecord<>("t", 3, 42L, new byte[] {1}, new byte[Topics.MAX_MESSAGE_BYTES]);

    var letter = DeadLetters.of(original, CAUSE, NOW);

    assertThat(letter.key()).containsExactly(1);
    assertThat(letter.value().length).isLessThan(1000);
    DeadLetter value = Topics.DEAD_LETTERS.codec().decode(letter.value());
    assertThat(value.getOffset()).isEqualTo(42);
    assertThat(value.getValue()).isNull();
    assertThat(value.getFailure().getReason()).isEqualTo(FailureReason.UNDECODABLE_RECORD);
    assertThat(value.getFailure().getMessage())
        .startsWith("not a job")
        .contains("8,388,609 bytes is left out");
  }

  @Test
  void aLongKeyIsLeftOutWithARecordThatIsTooLong() {
    var original =
        new ConsumerRecord<>("t", 3, 42L, new byte[Topics.MAX_MESSAGE_BYTES], new byte[] {1});

    var letter = DeadLetters.of(original, CAUSE, NOW);

    assertThat(letter.key()).isNull();
    assertThat(letter.value().length).isLessThan(1000);
  }

  @Test
  void recordWithoutKeyAndValueIsKeptToo() {
    var letter = DeadLetters.of(new ConsumerRecord<>("t", 0, 0, null, null), CAUSE, NOW);

    DeadLetter value = Topics.DEAD_LETTERS.codec().decode(letter.value());
    assertThat(letter.key()).isNull();
    assertThat(value.getKey()).isNull();
    assertThat(value.getValue()).isNull();
  }
}
