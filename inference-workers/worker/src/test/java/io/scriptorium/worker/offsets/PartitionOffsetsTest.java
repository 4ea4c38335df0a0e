package io.scriptorium.worker.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PartitionOffsetsTest {

  @Test
  void commitsBelowTheLowestUnfinishedRecord() {
    PartitionOffsets offsets = PartitionOffsets.startingAt(10);
    for (long offset = 10; offset < 15; offset++) {
      assertThat(offsets.take(offset)).isTrue();
    }

    offsets.finish(11);
    offsets.finish(13);
    assertThat(offsets.committable().offset()).isEqualTo(10);

    offsets.finish(10);
    assertThat(offsets.committable().offset()).isEqualTo(12);
    assertThat(offsets.pending()).isEqualTo(2);

    offsets.finish(12);
    offsets.finish(14);
    assertThat(offsets.committable()).isEqualTo(new OffsetAndMetadata(15, ""));
  }

  @Test
  void skipsAfterARestartWhatWasFinishedBeyondTheWatermark() {
    // Given a worker that finished 11 and 13 of 10 to 14 and is gone
    PartitionOffsets before = PartitionOffsets.startingAt(10);
    List.of(10L, 11L, 12L, 13L, 14L).forEach(before::take);
    before.finish(11);
    before.finish(13);

    // When another one resumes from what was committed
    PartitionOffsets after = PartitionOffsets.resume(before.committable());

    // Then it takes the others and what comes after
    List<Long> taken = List.of(10L, 11L, 12L, 13L, 14L, 15L).stream().filter(after::take).toList();
    assertThat(taken).containsExactly(10L, 12L, 14L, 15L);
  }

  @Test
  void skipsWhatWasFinishedThoughTheWatermarkHasPassedIt() {
    // Given a commit that expects 10 and 15, where 11 to 14 are finished
    PartitionOffsets offsets =
        PartitionOffsets.resume(
            new OffsetAndMetadata(
                10, new OffsetMetadata(16, new TreeMap<>(Map.of(10L, 1, 15L, 1))).encode()));

    // When 10 is finished before 11 is read again
    assertThat(offsets.take(10)).isTrue();
    offsets.finish(10);
    assertThat(offsets.committable().offset()).isEqualTo(15);

    assertThat(offsets.contradicts(11)).isFalse();
    assertThat(offsets.take(11)).isFalse();
  }

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void finishesEveryRecordOnceHoweverOftenItStartsAgain(int seed) {
    Random random = new Random(seed);
    int end = 100;
    int[] committedResults = new int[end];
    OffsetAndMetadata committed = new OffsetAndMetadata(0, "");
    while (committed.offset() < end) {
      // Given a worker that resumes from what is committed
      PartitionOffsets offsets = PartitionOffsets.resume(committed);
      List<Long> running = new ArrayList<>();
      List<Long> finished = new ArrayList<>();
      long position = committed.offset();
      // When it reads, finishes and commits in any order, until it is killed
      while (random.nextInt(40) > 0) {
        switch (random.nextInt(3)) {
          case 0 -> {
            for (int i = random.nextInt(8); i > 0 && position < end; i--) {
              assertThat(offsets.contradicts(position)).isFalse();
              if (offsets.take(position)) {
                running.add(position);
              }
              position++;
            }
            offsets.readUpTo(position);
          }
          case 1 -> {
            if (!running.isEmpty()) {
              long offset = running.remove(random.nextInt(running.size()));
              offsets.finish(offset);
              finished.add(offset);
            }
          }
          default -> {
            committed = offsets.committable();
            finished.forEach(offset -> committedResults[offset.intValue()]++);
            finished.clear();
          }
        }
      }
    }

    // Then every record has one committed result
    assertThat(committedResults).containsOnly(1);
  }

  @Test
  void takesEverythingWhereTheMetadataIsNotOurs() {
    PartitionOffsets offsets = PartitionOffsets.resume(new OffsetAndMetadata(3, "reset by hand"));

    assertThat(List.of(3L, 4L).stream().filter(offsets::take)).containsExactly(3L, 4L);
  }

  @Test
  void takesNoRecordTwice() {
    PartitionOffsets offsets = PartitionOffsets.startingAt(0);

    assertThat(offsets.take(0)).isTrue();
    assertThat(offsets.take(0)).isFalse();
  }

  @Test
  void stepsOverTransactionMarkers() {
    PartitionOffsets offsets = PartitionOffsets.startingAt(0);
    offsets.take(0);
    offsets.finish(0);

    offsets.readUpTo(2);

    assertThat(offsets.committable()).isEqualTo(new OffsetAndMetadata(2, ""));
  }

  @Test
  void doesNotWaitForRecordsThatAreGoneFromTheLog() {
    // Given a commit that expects 10 and 12, of which 12 is still there
    PartitionOffsets offsets =
        PartitionOffsets.resume(
            new OffsetAndMetadata(
                10, new OffsetMetadata(14, new TreeMap<>(Map.of(10L, 1, 12L, 1))).encode()));

    // When the consumer was sent on by retention
    assertThat(offsets.take(12)).isTrue();
    offsets.readUpTo(13);
    offsets.finish(12);

    assertThat(offsets.committable()).isEqualTo(new OffsetAndMetadata(14, ""));
  }

  @Test
  void seesThatALogBeganAnew() {
    PartitionOffsets offsets = PartitionOffsets.resume(new OffsetAndMetadata(500, ""));

    assertThat(offsets.contradicts(0)).isTrue();
    assertThat(offsets.contradicts(500)).isFalse();
  }

  @Test
  void isFullLongBeforeTheBrokerRefusesTheMetadata() {
    Random random = new Random(1);
    PartitionOffsets offsets = PartitionOffsets.startingAt(0);
    long next = 0;
    int taken = 0;
    // When records with wide gaps come in polls of 32 and only the room is looked at
    while (offsets.hasRoom()) {
      for (int i = 0; i < 32; i++) {
        offsets.take(next);
        next += 1 + random.nextInt(100_000);
        taken++;
      }
    }

    assertThat(taken).isGreaterThan(500);
    assertThat(offsets.committable().metadata()).hasSizeLessThan(OffsetMetadata.MAX_LENGTH);
  }
}
