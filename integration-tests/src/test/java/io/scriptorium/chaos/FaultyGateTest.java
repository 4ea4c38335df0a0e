package io.scriptorium.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.chaos.FaultyGate.Marks;
import io.scriptorium.s3.FaultyS3;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyGateTest {
  private static final int MANY = 200;

  @TempDir private Path folder;
  private final Random random = new Random(1);
  private Marks marks;

  @BeforeEach
  void readMarks() {
    marks = Marks.in(folder);
  }

  private Set<FaultyS3.Fault> met() {
    Set<FaultyS3.Fault> met = EnumSet.noneOf(FaultyS3.Fault.class);
    for (int i = 0; i < MANY; i++) {
      marks.fault(random).ifPresent(met::add);
    }
    return met;
  }

  @Test
  void requestsPassAsLongAsNothingIsSet() {
    assertThat(marks.fault(random)).isEmpty();
  }

  @Test
  void whatFailsDoesSoInEveryWayAndNotAlways() {
    marks.slow().set();
    marks.failing().set();

    assertThat(Stream.generate(() -> marks.fault(random)).limit(MANY)).contains(Optional.empty());

    assertThat(met())
        .containsExactly(
            FaultyS3.Fault.INTERNAL_ERROR,
            FaultyS3.Fault.SLOW_DOWN,
            FaultyS3.Fault.SILENCE,
            FaultyS3.Fault.BREAK_OFF);
  }

  @Test
  void whatIsSlowIsAnsweredLateUntilItIsMended() {
    marks.slow().set();
    assertThat(marks.fault(random)).isEqualTo(Optional.of(FaultyS3.Fault.DELAY));

    marks.slow().clear();
    assertThat(marks.fault(random)).isEmpty();
  }
}
