package io.scriptorium.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.it.ServiceProcess;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.job.JobOptions;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.producers.job.JobSource;
import io.scriptorium.schemas.Groups;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A document of 5,000 pages, of which each becomes one page job, though the splitter is killed in
 * the middle; in a heap that has no room for its pages.
 */
@ExtendWith(KafkaExtension.class)
@Timeout(600)
class SplitterKillIT {
  private static final int PAGES = 5000;
  private static final int HEAP_MIB = 64;
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Path LOGS = Path.of("target", "splitters");

  @Test
  void leavesEachPageOnceThoughItIsKilledInTheMiddle(KafkaCluster cluster, @TempDir Path folder)
      throws Exception {
    String bootstrap = cluster.bootstrapServers();
    Path blobs = folder.resolve("blobs");
    submit(bootstrap, blobs, folder.resolve("long.pdf"));
    try (SplitOutput output = new SplitOutput(bootstrap)) {
      try (ServiceProcess first = splitter(bootstrap, blobs, LOGS.resolve("killed.log"))) {
        awaitPages(first, output, PAGES / 3);
        first.kill();
      }
      assertThat(output.read())
          .as("pages at the kill; it must come in the middle to prove anything")
          .isLessThan(PAGES);

      try (ServiceProcess second = splitter(bootstrap, blobs, LOGS.resolve("restarted.log"))) {
        awaitPages(second, output, PAGES);
        await("the document's offset").atMost(LIMIT).until(() -> isFinished(bootstrap));
      }
      output.read();
      assertThat(output.pages())
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, PAGES).boxed().toList());
      assertThat(output.asked())
          .as("pages of all manifests")
          .containsExactlyElementsOf(IntStream.rangeClosed(1, PAGES).boxed().toList());
      assertThat(output.others()).as("failed pages and dead letters").isZero();
      assertThat(output.bytes() >> 20).as("MiB of page jobs").isGreaterThan(HEAP_MIB);
    }
  }

  private static void submit(String bootstrap, Path blobs, Path pdf) throws Exception {
    LongPdf.write(pdf, PAGES);
    try (JobProducer producer =
        new JobProducer(
            JobProducer.kafkaProducer(Map.of("bootstrap.servers", bootstrap)),
            new PayloadStore(new FileBlobStore(blobs)),
            Clock.systemUTC(),
            1L << 30)) {
      Task task = Task.newBuilder().setKind(TaskKind.OCR).build();
      producer
          .submitDocument(
              new JobSource.File("long.pdf", pdf), Optional.empty(), JobOptions.of(task))
          .get();
    }
  }

  private static ServiceProcess splitter(String bootstrap, Path blobs, Path log)
      throws IOException {
    return ServiceProcess.fork(
        HEAP_MIB,
        log,
        List.of(
            "splitter",
            "--bootstrap=" + bootstrap,
            "--blobs=" + blobs,
            "--instance=killed",
            "--metrics-port=off"));
  }

  private static void awaitPages(ServiceProcess splitter, SplitOutput output, int count) {
    await("%d page jobs, see %s".formatted(count, LOGS))
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              splitter.assertAlive();
              return output.read() >= count;
            });
  }

  /** Whether the splitters' offsets are at the end of the log. */
  private static boolean isFinished(String bootstrap) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(Groups.SPLITTER).partitionsToOffsetAndMetadata().get();
      var ends =
          admin
              .listOffsets(
                  committed.keySet().stream()
                      .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
              .all()
              .get();
      return ends.entrySet().stream()
          .allMatch(
              end ->
                  Objects.requireNonNull(committed.get(end.getKey())).offset()
                      == end.getValue().offset());
    }
  }
}
