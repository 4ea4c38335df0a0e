package io.scriptorium.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.app.cancel.CancelCommand;
import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.pipeline.SplitterThread;
import io.scriptorium.app.status.StatusCommand;
import io.scriptorium.assembler.Assembler;
import io.scriptorium.assembler.AssemblerSettings;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.it.SlowReader;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.job.JobOptions;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.producers.job.JobSource;
import io.scriptorium.producers.split.SplitLimits;
import io.scriptorium.producers.split.SplitRetries;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.WorkerSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Documents that are given up while they are split, and before they come. */
@ExtendWith(KafkaExtension.class)
@Timeout(300)
class CancelledDocumentIT {
  private static final int PAGES = 5000;
  private static final int SPLIT_BEFORE = 50;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void isNotSplitAnyFurtherAndHasOneOutcome(KafkaCluster cluster, @TempDir Path folder)
      throws Exception {
    String bootstrap = cluster.bootstrapServers();
    PayloadStore payloads = new PayloadStore(new FileBlobStore(folder.resolve("blobs")));
    Path pdf = folder.resolve("long.pdf");
    LongPdf.write(pdf, PAGES);
    try (SplitterThread splitter = splitter(bootstrap, payloads, folder.resolve("scratch"));
        SlowReader reader = new SlowReader(1, 1000);
        Worker worker = Worker.start(WorkerSettings.defaults(bootstrap), reader, payloads);
        Assembler assembler =
            new Assembler(AssemblerSettings.of(bootstrap, folder.resolve("state")), payloads);
        Committed<DocumentResult> results = new Committed<>(bootstrap, Topics.DOCUMENT_RESULTS);
        Committed<PageResult> pages = new Committed<>(bootstrap, Topics.PAGE_RESULTS);
        Committed<DeadLetter> letters = new Committed<>(bootstrap, Topics.DEAD_LETTERS)) {
      assembler.start();

      // When a document is cancelled of which some pages are out, and one before it comes
      submit(bootstrap, payloads, "unwanted", pdf);
      await("the first pages")
          .atMost(LIMIT)
          .until(() -> splitter.stage().counters().pages() >= SPLIT_BEFORE);
      run(new CancelCommand(), bootstrap, "unwanted", "early");
      await("its end").atMost(LIMIT).until(() -> results.read().size() == 1);
      long made = splitter.stage().counters().pages();
      submit(bootstrap, payloads, "early", pdf);
      await("the end of the other").atMost(LIMIT).until(() -> results.read().size() == 2);

      // Then nobody made the rest of its pages, and each still has one outcome
      assertThat(made).as("pages made").isLessThan(PAGES);
      assertThat(splitter.stage().counters().pages()).as("pages made in the end").isEqualTo(made);
      await("the outcomes of all pages").atMost(LIMIT).until(() -> pages.read().size() >= PAGES);
      assertThat(pages.read())
          .extracting(PageResult::getPage)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, PAGES).boxed().toList());

      // And so have the documents
      DocumentResult unwanted = results.read().get(0);
      assertThat(unwanted.getJobId()).isEqualTo("unwanted");
      assertThat(unwanted.getStatus()).isEqualTo(DocumentStatus.CANCELLED);
      assertThat(unwanted.getFailure().getReason()).isEqualTo(FailureReason.CANCELLED);
      assertThat(unwanted.getPagesAsked()).isEqualTo(PAGES);
      assertThat(unwanted.getPagesRead() + unwanted.getFailedPages().size()).isEqualTo(PAGES);
      DocumentResult early = results.read().get(1);
      assertThat(early.getStatus()).isEqualTo(DocumentStatus.CANCELLED);
      assertThat(early.getPagesAsked()).isZero();
      assertThat(run(new StatusCommand(), bootstrap, "unwanted")).contains("CANCELLED");
      await("nothing left").atMost(LIMIT).until(() -> worker.stats().pending() == 0);
      assertThat(results.read()).hasSize(2);
      assertThat(letters.read()).isEmpty();
    }
  }

  private static SplitterThread splitter(String bootstrap, PayloadStore payloads, Path scratch) {
    return SplitterThread.start(
        new SplitterThread.Place(
            new Cluster(bootstrap, Map.of()),
            payloads,
            "cancelled",
            scratch,
            RecordFormat.SINGLE_OBJECT),
        SplitLimits.DEFAULT,
        SplitRetries.DEFAULT,
        Telemetry.none());
  }

  private static void submit(String bootstrap, PayloadStore payloads, String jobId, Path pdf)
      throws Exception {
    try (JobProducer producer =
        new JobProducer(
            JobProducer.kafkaProducer(Map.of("bootstrap.servers", bootstrap)),
            payloads,
            Clock.systemUTC(),
            1L << 30)) {
      Task task = Task.newBuilder().setKind(TaskKind.OCR).build();
      producer
          .submitDocument(
              new JobSource.File("long.pdf", pdf),
              Optional.empty(),
              JobOptions.of(task).withJobId(jobId))
          .get();
    }
  }

  private static String run(Object command, String bootstrap, String... jobs) {
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .execute(
                Stream.concat(Stream.of("--bootstrap=" + bootstrap), Stream.of(jobs))
                    .toArray(String[]::new));
    assertThat(code).as("exit code, after " + out).isZero();
    return out.toString();
  }
}
