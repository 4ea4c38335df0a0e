package io.scriptorium.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.JobState;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.it.ServiceProcess;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.Topics;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A document of 5,000 pages among small ones. One assembler after the other is killed: a standby
 * goes on from its own copy of the state, a newcomer from what the cluster keeps of it. Their heap
 * has no room for the document's pages.
 */
@ExtendWith(KafkaExtension.class)
@Timeout(900)
class LongDocumentIT {
  private static final String LONG = "long";
  private static final int PAGES = 5000;
  private static final int SMALL = 12;
  private static final int SMALL_PAGES = 4;
  private static final int HEAP_MIB = 96;
  private static final int MIB = 1 << 20;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Path LOGS = Path.of("target", "assemblers");

  /** 11,000 characters, of which the Markdown has as many. */
  private static String text(int page) {
    return "page %d ".formatted(page) + "word ".repeat(2200);
  }

  @Test
  void isAssembledOnceThoughEachAssemblerIsKilled(KafkaCluster cluster, @TempDir Path folder)
      throws Exception {
    String bootstrap = cluster.bootstrapServers();
    List<Integer> order = new ArrayList<>(numbers(1, PAGES));
    Collections.shuffle(order, new Random(5));
    List<String> small = IntStream.range(0, SMALL).mapToObj(i -> "small-" + i).toList();
    Places places = new Places(bootstrap, folder);
    try (Splits splits = new Splits(bootstrap);
        Committed<DocumentResult> results = new Committed<>(bootstrap, Topics.DOCUMENT_RESULTS);
        Committed<JobStatus> statuses = new Committed<>(bootstrap, Topics.JOB_STATUS);
        ServiceProcess first = places.assembler("first");
        ServiceProcess second = places.assembler("second")) {
      // Given two assemblers, both of which have more than half of the document on their disks
      splits.manifest(LONG, PAGES);
      small.forEach(job -> splits.manifest(job, SMALL_PAGES));
      small.forEach(job -> splits.pages(job, 1, 2));
      splits.pages(LONG, order.subList(0, 3000), LongDocumentIT::text);
      awaitPagesRead(3000, statuses, first, second);
      for (String name : List.of("first", "second")) {
        await("rows on the disk of the " + name)
            .atMost(LIMIT)
            .untilAsserted(
                () -> assertThat(places.stateMib(name)).as("MiB of state").isGreaterThan(40));
      }

      // When one is killed, the other has all of the work
      first.kill();
      splits.pages(LONG, order.subList(3000, 4000), LongDocumentIT::text);
      small.subList(0, SMALL / 2).forEach(job -> splits.pages(job, 2, SMALL_PAGES));
      awaitPagesRead(4000, statuses, second);
      await().atMost(LIMIT).until(() -> results.read().size() == SMALL / 2);

      // And when that is killed, too, one without any state
      second.kill();
      splits.pages(LONG, order.subList(3900, PAGES), LongDocumentIT::text);
      small.subList(SMALL / 2, SMALL).forEach(job -> splits.pages(job, 1, SMALL_PAGES));
      try (ServiceProcess third = places.assembler("third")) {
        await("all documents, see " + LOGS)
            .atMost(LIMIT)
            .until(
                () -> {
                  third.assertAlive();
                  return results.read().size() > SMALL;
                });

        // Then each has one result, also after everything came once more
        splits.pages(LONG, order.subList(0, 100), LongDocumentIT::text);
        small.forEach(job -> splits.pages(job, 1, SMALL_PAGES));
        for (String job : List.of(LONG, "small-0", "small-1")) {
          String after = Splits.neighbourOf(job);
          splits.manifest(after, 1);
          splits.pages(after, 1, 1);
        }
        await().atMost(LIMIT).until(() -> results.read().size() >= SMALL + 4);
      }
      assertThat(results.read())
          .hasSize(SMALL + 4)
          .extracting(DocumentResult::getStatus)
          .containsOnly(DocumentStatus.COMPLETE);
      assertThat(results.read().stream().map(DocumentResult::getJobId)).doesNotHaveDuplicates();
      assertThat(places.pagesOf(longOne(results.read())))
          .containsExactlyElementsOf(numbers(1, PAGES).stream().map(LongDocumentIT::text).toList());
    }
  }

  private static void awaitPagesRead(
      int count, Committed<JobStatus> statuses, ServiceProcess... assemblers) {
    await("%d pages of the long document, see %s".formatted(count, LOGS))
        .atMost(LIMIT)
        .until(
            () -> {
              List.of(assemblers).forEach(ServiceProcess::assertAlive);
              return statuses.read().stream()
                  .filter(status -> status.getJobId().equals(LONG))
                  .filter(status -> status.getState() == JobState.READING)
                  .anyMatch(status -> status.getPagesRead() == count);
            });
  }

  private static DocumentResult longOne(List<DocumentResult> results) {
    return results.stream()
        .filter(result -> result.getJobId().equals(LONG))
        .findFirst()
        .orElseThrow();
  }

  private static List<Integer> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().collect(Collectors.toList());
  }

  /** Where the assemblers are, and what they leave there. */
  private record Places(String bootstrap, Path folder) {
    ServiceProcess assembler(String name) throws IOException {
      return ServiceProcess.fork(
          HEAP_MIB,
          LOGS.resolve(name + ".log"),
          List.of(
              "assembler",
              "--bootstrap=" + bootstrap,
              "--blobs=" + folder.resolve("blobs"),
              "--state=" + state(name),
              "--metrics-port=off"));
    }

    long stateMib(String name) {
      return bytes(state(name).toFile()) / MIB;
    }

    private Path state(String name) {
      return folder.resolve(name);
    }

    /** Files may vanish meanwhile. */
    private static long bytes(File file) {
      File[] files = file.listFiles();
      if (files == null) {
        return file.length();
      }
      long sum = 0;
      for (File each : files) {
        sum += bytes(each);
      }
      return sum;
    }

    List<String> pagesOf(DocumentResult result) throws Exception {
      PayloadStore payloads = new PayloadStore(new FileBlobStore(folder.resolve("blobs")));
      byte[] text = payloads.read(result.getText(), 1L << 30);
      return List.of(new String(text, StandardCharsets.UTF_8).split("\f", -1));
    }
  }
}
