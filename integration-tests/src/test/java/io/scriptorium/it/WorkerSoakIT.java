package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.FileBlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * One worker process over many pages; its resident memory must not grow once it is warm. As many
 * pages as {@code -Dscriptorium.soak.pages} says, a hundred without it; the series is printed and
 * left in {@code target/soak.csv}.
 */
@ExtendWith(KafkaExtension.class)
class WorkerSoakIT {
  private static final int PAGES = Integer.getInteger("scriptorium.soak.pages", 100);
  private static final int SAMPLES = 20;
  private static final Duration LIMIT_A_SAMPLE = Duration.ofMinutes(5);
  private static final Path SERIES = Path.of("target", "soak.csv");

  /** Growth from the second quarter to the last that is put down to noise. */
  private static final double NOISE = 1.1;

  @Test
  void keepsItsMemoryFlat(KafkaCluster cluster, @TempDir Path folder) throws Exception {
    String bootstrap = cluster.bootstrapServers();
    List<Long> resident = new ArrayList<>();
    List<String> lines = new ArrayList<>(List.of("pages,seconds,resident_mib"));
    try (PageJobs jobs = new PageJobs(bootstrap, new FileBlobStore(folder));
        CommittedResults results = CommittedResults.reading(bootstrap);
        WorkerProcess worker =
            WorkerProcess.fork(bootstrap, folder, Path.of("target", "workers", "soak.log"))) {
      Instant begin = Instant.now();
      jobs.submit("soak", PAGES);
      for (int sample = 1; sample <= SAMPLES; sample++) {
        int pages = PAGES * sample / SAMPLES;
        await("%d of %d pages".formatted(pages, PAGES))
            .atMost(LIMIT_A_SAMPLE)
            .until(
                () -> {
                  worker.assertAlive();
                  return results.count("soak") >= pages;
                });
        resident.add(worker.residentMib());
        lines.add(
            "%d,%d,%d"
                .formatted(
                    pages,
                    Duration.between(begin, Instant.now()).toSeconds(),
                    worker.residentMib()));
      }
      results.assertEachPageOnce("soak", PAGES);
    }
    write(lines);
    assertThat(mean(resident.subList(SAMPLES * 3 / 4, SAMPLES)))
        .as("mean resident MiB over the last quarter, series %s", resident)
        .isLessThan(NOISE * mean(resident.subList(SAMPLES / 4, SAMPLES / 2)));
  }

  private static double mean(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).average().orElseThrow();
  }

  @SuppressWarnings("SystemOut") // The figures are what a person runs this for.
  private static void write(List<String> lines) throws IOException {
    Files.write(SERIES, lines);
    lines.forEach(System.out::println);
  }
}
