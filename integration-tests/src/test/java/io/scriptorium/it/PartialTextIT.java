package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.app.Main;
import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.PartialText;
import io.scriptorium.avro.Region;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Text that is told while it is read, by a worker with the bundled model. */
@ExtendWith(KafkaExtension.class)
@Timeout(300)
class PartialTextIT {
  private static final int PAGES = 6;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path LOGS = Path.of("target", "workers");
  private static final List<String> TELLING = List.of("--partial-text");

  @Test
  void eachLineOfAPageIsTold(KafkaCluster cluster, @TempDir Path folder) throws Exception {
    String bootstrap = cluster.bootstrapServers();
    AvroCodec<PartialText> codec = Topics.PARTIAL_TEXT.codec();
    List<PartialText> told = new ArrayList<>();
    try (PageJobs jobs = new PageJobs(bootstrap, new FileBlobStore(folder));
        CommittedResults results = CommittedResults.reading(bootstrap);
        CommittedRecords texts =
            CommittedRecords.of(
                new Cluster(bootstrap, Map.of()),
                CommittedRecords.Start.OLDEST,
                List.of(Topics.PARTIAL_TEXT));
        WorkerProcess worker =
            WorkerProcess.fork(bootstrap, folder, LOGS.resolve("partial.log"), TELLING)) {
      jobs.submit("watched", PAGES);
      await("results and their text")
          .atMost(LIMIT)
          .until(
              () -> {
                worker.assertAlive();
                for (ConsumerRecord<byte[], byte[]> record : texts.poll(Duration.ofMillis(100))) {
                  PartialText text = codec.decode(record.value());
                  assertThat(new String(record.key(), StandardCharsets.UTF_8))
                      .isEqualTo(text.getJobId());
                  if (text.getJobId().equals("watched")) {
                    told.add(text);
                  }
                }
                return results.count("watched") == PAGES && told.size() >= lines(results);
              });

      for (PageResult page : results.of("watched")) {
        List<PartialText> ofPage =
            told.stream().filter(text -> text.getPage() == page.getPage()).toList();
        assertThat(ofPage)
            .as("pieces of page %d", page.getPage())
            .extracting(PartialText::getSequence)
            .containsExactlyElementsOf(IntStream.range(0, ofPage.size()).boxed().toList());
        assertThat(ofPage).extracting(PartialText::getAttempt).containsOnly(1);
        assertThat(ofPage)
            .extracting(PartialText::getText)
            .containsExactlyInAnyOrderElementsOf(
                page.getRegions().stream().map(Region::getText).toList());
        assertThat(ofPage)
            .extracting(PartialText::getBox)
            .containsExactlyInAnyOrderElementsOf(
                page.getRegions().stream().map(Region::getBox).toList());
      }
    }
  }

  private static long lines(CommittedResults results) {
    return results.of("watched").stream().mapToLong(page -> page.getRegions().size()).sum();
  }

  @Test
  void submitPrintsTextWhileItWaits(KafkaCluster cluster, @TempDir Path folder) throws Exception {
    String bootstrap = cluster.bootstrapServers();
    Path image = Files.write(folder.resolve("receipt.png"), PageImages.png(7));
    Path blobs = folder.resolve("blobs");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> place =
        List.of("--bootstrap=" + bootstrap, "--blobs=" + blobs, "--metrics-port=off");
    try (ServiceProcess splitter =
            ServiceProcess.fork(256, LOGS.resolve("partial-splitter.log"), of("splitter", place));
        ServiceProcess assembler =
            ServiceProcess.fork(
                256,
                LOGS.resolve("partial-assembler.log"),
                of("assembler", place, "--state=" + folder.resolve("state")));
        WorkerProcess worker =
            WorkerProcess.fork(bootstrap, blobs, LOGS.resolve("partial-worker.log"), TELLING)) {
      CommandLine command =
          Main.commandLine(Map.of())
              .setOut(new PrintWriter(out, true))
              .setErr(new PrintWriter(err, true));

      int code =
          command.execute(
              "submit",
              "--bootstrap=" + bootstrap,
              "--blobs=" + blobs,
              "--wait",
              "--partial",
              image.toString());

      splitter.assertAlive();
      assembler.assertAlive();
      worker.assertAlive();
      assertThat(code).as("exit code; on the error stream stood: %s", err).isZero();
    }
    assertThat(err.toString()).contains("receipt.png, page 1: ").contains(PageImages.number(7));
    assertThat(out.toString()).contains("receipt.png");
  }

  private static List<String> of(String command, List<String> place, String... options) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(place);
    all.addAll(List.of(options));
    return all;
  }
}
