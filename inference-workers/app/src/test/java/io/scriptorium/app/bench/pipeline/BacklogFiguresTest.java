package io.scriptorium.app.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.app.bench.pipeline.BacklogFigures.Backlog;
import io.scriptorium.app.console.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacklogFiguresTest {
  @TempDir private Path folder;

  /** Each part has 100 jobs; a job takes 1 ms at first and 0.1 ms more in each further part. */
  private static List<CostPoint> slowerAndSlower() {
    List<CostPoint> points = new ArrayList<>(List.of(new CostPoint(0, 7, 9, 0)));
    for (int part = 0; part < BacklogFigures.PARTS; part++) {
      CostPoint last = points.get(part);
      points.add(
          new CostPoint(
              last.jobs() + 100,
              last.nanos() + 100 * (1_000_000 + part * 100_000L),
              last.processorNanos() + 100 * 500_000,
              300L << 20));
    }
    return points;
  }

  private static BacklogFigures found(long wrong) {
    return new BacklogFigures(List.of(new Backlog(slowerAndSlower(), wrong, 40L << 20)));
  }

  private JsonNode figures(BacklogFigures found) throws IOException {
    Figures figures = new Figures();
    found.putInto(figures);
    figures.writeTo(folder.resolve("figures.json"));
    return new ObjectMapper().readTree(folder.resolve("figures.json").toFile());
  }

  @Test
  void comparesTheLastQuarterWithTheFirst() throws IOException {
    JsonNode figures = figures(found(0));

    assertThat(figures.get("backlog.jobs").asLong()).isEqualTo(2_000);
    assertThat(figures.get("backlog.microseconds_per_job.1").asDouble()).isEqualTo(1_000);
    assertThat(figures.get("backlog.microseconds_per_job.20").asDouble()).isEqualTo(2_900);
    assertThat(figures.get("backlog.microseconds_per_job_end_over_start").asDouble())
        .isCloseTo(2.7 / 1.2, within(1e-9));
    assertThat(figures.get("backlog.processor_microseconds_per_job_end_over_start").asDouble())
        .isEqualTo(1);
    assertThat(figures.get("backlog.microseconds_per_job.start").asDouble())
        .isCloseTo(1_200, within(1e-9));
    assertThat(figures.get("backlog.resident_mib.end").asDouble()).isEqualTo(300);
    assertThat(figures.get("backlog.live_heap_mib").asDouble()).isEqualTo(40);
    assertThat(figures.get("backlog.resident_mib.20").asDouble()).isEqualTo(300);
  }

  @Test
  void printsThePointsAndIsNoGoodWhereAResultIsWrong() {
    StringWriter screen = new StringWriter();
    BacklogFigures found = found(3);

    found.print(new PrintWriter(screen, true));

    assertThat(screen.toString())
        .contains("2,000 small jobs", "3 results wrong or repeated")
        .contains("resident_mib by twentieths: 300 300 300");
    assertThat(found.isGood()).isFalse();
    assertThat(found(0).isGood()).isTrue();
  }

  @Test
  void pointsPassFromProcessToProcess() {
    CostPoint point = CostPoint.now(12);

    assertThat(CostPoint.parse(point.line())).contains(point);
    assertThat(CostPoint.parse("11:14:14.643 INFO a line of a log")).isEmpty();
    assertThat(point.processorNanos()).isPositive();
  }
}
