package io.scriptorium.app.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.app.bench.pipeline.ProcessorTime.ThreadTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
  @Test
  void readsALineOfStatWhateverTheNameHolds() {
    String stat =
        "4711 (C2 (x) Thre) S 1 2 3 4 -1 4194560 10 0 0 0 120 30 0 0 20 0 45 0 77 1 2 3 4 5";
    assertThat(ThreadTime.parse(stat)).isEqualTo(new ThreadTime("C2 (x) Thre", 150));
  }

  @Test
  void tellsWhatWasTakenMeanwhileByName() {
    ProcessorTime before = new ProcessorTime(Map.of(1L, new ThreadTime("engine", 100)));
    ProcessorTime after =
        new ProcessorTime(
            Map.of(
                1L, new ThreadTime("engine", 250),
                2L, new ThreadTime("engine", 50),
                3L, new ThreadTime("kafka", 25)));
    assertThat(after.secondsSince(before)).isEqualTo(Map.of("engine", 2.0, "kafka", 0.25));
  }
}
