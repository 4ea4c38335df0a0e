package io.scriptorium.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.app.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of {@code bench pipeline} on a few pages: their figures are there, and make sense. */
class BenchPipelineIT {
  private static final String SAMPLES = Path.of("..", "samples").toString();

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private JsonNode figures(String... arguments) throws IOException {
    Path json = folder.resolve("figures.json");
    List<String> all =
        Stream.concat(
                Stream.of("bench", "pipeline", "--json", json.toString()), Stream.of(arguments))
            .toList();
    int code =
        Main.commandLine(Map.of())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    assertThat(code).as("%s\n%s", out, err).isZero();
    return new ObjectMapper().readTree(json.toFile());
  }

  private static double value(JsonNode figures, String name) {
    assertThat(figures.has(name)).as("%s in %s", name, figures).isTrue();
    return figures.get(name).asDouble();
  }

  @Test
  void comparesThePipelineWithTheEngineAlone() throws IOException {
    JsonNode figures =
        figures("--only=engine", "--repeat=1", "--engine-pages=3", "--warm-up-pages=3", SAMPLES);

    double pipeline = value(figures, "engine.pipeline_pages_per_second");
    double engine = value(figures, "engine.engine_pages_per_second");
    assertThat(value(figures, "engine.pipeline_over_engine"))
        .isPositive()
        .isEqualTo(pipeline / engine);
    assertThat(value(figures, "engine.engine_processor_seconds_per_page")).isPositive();
    assertThat(value(figures, "engine.pipeline_processor_seconds_per_page")).isPositive();
    assertThat(
            value(figures, "engine.added_processor_ms_per_page.kafka")
                + value(figures, "engine.added_processor_ms_per_page.broker"))
        .as("Kafka's part")
        .isPositive();
    assertThat(figures.fieldNames())
        .toIterable()
        .allMatch(name -> name.equals("processors") || name.startsWith("engine."));
  }

  @Test
  void tellsHowLongOnePageTakes() throws IOException {
    JsonNode figures = figures("--only=latency", "--latency-pages=3", "--pause-ms=0", SAMPLES);

    assertThat(value(figures, "latency.engine_ms")).isPositive();
    assertThat(value(figures, "latency.pipeline_ms_p99"))
        .isGreaterThanOrEqualTo(value(figures, "latency.pipeline_ms"));
    assertThat(value(figures, "latency.share_not_inference")).isLessThan(1);
  }

  @Test
  void readsAtEachNumberOfPartitions() throws IOException {
    JsonNode figures = figures("--only=partitions", "--repeat=1", "--copies=1", SAMPLES);

    double one = value(figures, "partitions.pages_per_second.1");
    for (int partitions : List.of(2, 4)) {
      assertThat(value(figures, "partitions.over_one_partition." + partitions))
          .isPositive()
          .isEqualTo(value(figures, "partitions.pages_per_second." + partitions) / one);
    }
  }

  @Test
  void answersABacklogWithoutReadingPages() throws IOException {
    JsonNode figures =
        figures("--only=backlog", "--repeat=2", "--backlog-jobs=1000", "--warm-up-jobs=200");

    assertThat(value(figures, "backlog.jobs")).isEqualTo(1_000);
    assertThat(value(figures, "backlog.wrong_results")).isZero();
    assertThat(value(figures, "backlog.processor_microseconds_per_job.20")).isPositive();
    assertThat(value(figures, "backlog.resident_mib_end_over_start")).isPositive();
  }

  @Test
  void refusesWhatItCannotMeasure() {
    StringWriter line = new StringWriter();

    int code =
        Main.commandLine(Map.of())
            .setErr(new PrintWriter(line, true))
            .execute("bench", "pipeline", "--only=backlog", "--backlog-jobs=19");

    assertThat(code).isNotZero();
    assertThat(line.toString()).contains("at least 20").doesNotContain("Exception");
  }
}
