package io.scriptorium.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.scriptorium.assembler.Assembler;
import io.scriptorium.assembler.AssemblerSettings;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.JobState;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KafkaExtension.class)
@TestMethodOrder(OrderAnnotation.class)
class AssemblerIT {
  private static final int DOCUMENTS = 20;
  private static final int PAGES = 5;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  @Order(1)
  void assemblesEachDocumentOnceOverARestartOfTheAssembler(
      KafkaCluster cluster, @TempDir Path folder) {
    String bootstrap = cluster.bootstrapServers();
    List<String> jobs = IntStream.range(0, DOCUMENTS).mapToObj(i -> "job-" + i).toList();
    try (Splits splits = new Splits(bootstrap);
        Committed<DocumentResult> results = new Committed<>(bootstrap, Topics.DOCUMENT_RESULTS);
        Committed<JobStatus> statuses = new Committed<>(bootstrap, Topics.JOB_STATUS);
        Committed<DeadLetter> letters = new Committed<>(bootstrap, Topics.DEAD_LETTERS)) {
      // Given an assembler that saw all manifests, the first half of the pages, and rubbish
      try (Assembler assembler = start(bootstrap, folder.resolve("first"))) {
        jobs.forEach(job -> splits.manifest(job, PAGES));
        jobs.forEach(job -> splits.pages(job, 1, 2));
        splits.rubbish("job-0");
        await().atMost(LIMIT).until(() -> letters.read().size() == 1);
        await().atMost(LIMIT).until(() -> reading(statuses.read()).size() == DOCUMENTS);
        assertThat(assembler.failure()).isEmpty();
      }
      // When another one without its state goes on, and pages come, some of them twice
      try (Assembler assembler = start(bootstrap, folder.resolve("second"))) {
        jobs.forEach(job -> splits.pages(job, 2, PAGES));
        await().atMost(LIMIT).until(() -> results.read().size() >= DOCUMENTS);
        jobs.forEach(job -> splits.pages(job, 1, PAGES));
        splits.manifest("last", 1);
        splits.pages("last", 1, 1);

        // Then each document is there once, whole and in order
        await().atMost(LIMIT).until(() -> results.read().size() > DOCUMENTS);
        assertThat(assembler.failure()).isEmpty();
      }
      assertThat(results.read())
          .hasSize(DOCUMENTS + 1)
          .allSatisfy(result -> assertThat(result.getStatus()).isEqualTo(DocumentStatus.COMPLETE));
      assertThat(results.read().stream().map(DocumentResult::getJobId)).doesNotHaveDuplicates();
      assertThat(Splits.text(results.read().get(0))).isEqualTo(Splits.text(PAGES));
      assertThat(last(statuses.read()).values()).containsOnly(JobState.COMPLETE);
    }
  }

  @Test
  @Order(2)
  void closesADocumentAtItsDeadlineWithWhatThereIs(KafkaCluster cluster, @TempDir Path folder) {
    String bootstrap = cluster.bootstrapServers();
    try (Splits splits = new Splits(bootstrap);
        Committed<DocumentResult> results = new Committed<>(bootstrap, Topics.DOCUMENT_RESULTS);
        Assembler assembler = start(bootstrap, folder)) {
      // Given two of five pages and a deadline
      splits.pages("late", 2, 3);
      splits.manifest("late", PAGES, Optional.of(Instant.now().plusSeconds(3)));

      await().atMost(LIMIT).until(() -> of("late", results.read()).size() == 1);

      DocumentResult result = of("late", results.read()).get(0);
      assertThat(result.getStatus()).isEqualTo(DocumentStatus.PARTIAL);
      assertThat(result.getFailure().getReason()).isEqualTo(FailureReason.DEADLINE_EXCEEDED);
      assertThat(result.getFailedPages()).containsExactly(1, 4, 5);

      // When the rest comes all the same, and a document after it in the same partition
      splits.pages("late", 1, PAGES);
      splits.manifest("late", PAGES);
      String after = Splits.neighbourOf("late");
      splits.manifest(after, 1);
      splits.pages(after, 1, 1);
      await().atMost(LIMIT).until(() -> of(after, results.read()).size() == 1);

      // Then the document has one result
      assertThat(of("late", results.read())).hasSize(1);
      assertThat(assembler.failure()).isEmpty();
    }
  }

  @Test
  @Order(3)
  void refusesTopicsThatCannotBeJoined(KafkaCluster cluster, @TempDir Path folder)
      throws Exception {
    String bootstrap = cluster.bootstrapServers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      int more = Topics.PAGE_RESULTS.partitions() + 1;
      admin
          .createPartitions(Map.of(Topics.PAGE_RESULTS.name(), NewPartitions.increaseTo(more)))
          .all()
          .get();
    }
    try (Assembler assembler = assembler(bootstrap, folder)) {
      assertThatThrownBy(assembler::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Topics.PAGE_RESULTS.name())
          .hasMessageContaining("the same number");
    }
  }

  private static Assembler start(String bootstrap, Path folder) {
    Assembler assembler = assembler(bootstrap, folder);
    assembler.start();
    return assembler;
  }

  private static Assembler assembler(String bootstrap, Path folder) {
    return new Assembler(
        AssemblerSettings.of(bootstrap, folder.resolve("state")),
        new PayloadStore(new FileBlobStore(folder.resolve("blobs"))));
  }

  private static List<DocumentResult> of(String jobId, List<DocumentResult> results) {
    return results.stream().filter(result -> result.getJobId().equals(jobId)).toList();
  }

  private static Map<String, JobState> reading(List<JobStatus> statuses) {
    return statuses.stream()
        .filter(status -> status.getState() == JobState.READING && status.getPagesRead() == 2)
        .collect(Collectors.toMap(JobStatus::getJobId, JobStatus::getState, (a, b) -> b));
  }

  private static Map<String, JobState> last(List<JobStatus> statuses) {
    return statuses.stream()
        .collect(Collectors.toMap(JobStatus::getJobId, JobStatus::getState, (a, b) -> b));
  }
}
