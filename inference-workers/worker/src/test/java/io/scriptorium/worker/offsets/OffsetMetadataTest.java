package io.scriptorium.worker.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetMetadataTest {
  static IntStream seeds() {
    return IntStream.range(0, 50);
  }

  private static NavigableMap<Long, Integer> offsets(LongStream offsets) {
    NavigableMap<Long, Integer> attempts = new TreeMap<>();
    offsets.forEach(
        offset -> attempts.put(offset, (int) (offset % (OffsetMetadata.MAX_ATTEMPTS + 1))));
    return attempts;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void saysTheSameAfterARoundTrip(int seed) {
    Random random = new Random(seed);
    long start = random.nextLong(1L << 40);
    int span = 1 + random.nextInt(5000);
    NavigableMap<Long, Integer> unfinished =
        offsets(random.longs(1 + random.nextInt(300), start, start + span));
    OffsetMetadata metadata =
        new OffsetMetadata(unfinished.lastKey() + 1 + random.nextInt(1000), unfinished);

    assertThat(OffsetMetadata.decode(metadata.watermark(), metadata.encode())).contains(metadata);
  }

  @Test
  void isEmptyWhereNothingIsUnfinished() {
    OffsetMetadata metadata = new OffsetMetadata(17, new TreeMap<>());

    assertThat(metadata.encode()).isEmpty();
    assertThat(metadata.watermark()).isEqualTo(17);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void neverGrowsAsRecordsFinish(int seed) {
    Random random = new Random(seed);
    NavigableMap<Long, Integer> unfinished = offsets(random.longs(200, 0, 20_000));
    int length = new OffsetMetadata(20_000, unfinished).encode().length();

    while (unfinished.size() > 1) {
      unfinished.remove(List.copyOf(unfinished.keySet()).get(random.nextInt(unfinished.size())));
      int next = new OffsetMetadata(20_000, unfinished).encode().length();
      assertThat(next).isLessThanOrEqualTo(length);
      length = next;
    }
  }

  @Test
  void hasRoomForAThousandJobsUnderWay() {
    OffsetMetadata metadata = new OffsetMetadata(1000, offsets(LongStream.range(0, 1000)));

    assertThat(metadata.encode()).hasSizeLessThan(OffsetMetadata.MAX_LENGTH * 3 / 4);
  }

  @Test
  void takesLittleRoomHoweverFarTheWorkRunsAhead() {
    // Given one slow record and ten million finished ones after it
    OffsetMetadata metadata = new OffsetMetadata(10_000_000, new TreeMap<>(Map.of(7L, 1)));

    assertThat(metadata.encode()).hasSizeLessThan(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "by hand", "1.AAAA", "2.?", "2.", "2.gICAgICAgICAgA", "2.AA"})
  void isNothingWhereTheTextIsNotOurs(String text) {
    assertThat(OffsetMetadata.decode(5, text)).isEmpty();
  }
}
