package io.scriptorium.assembler;

import static io.scriptorium.assembler.Records.cancelledPage;
import static io.scriptorium.assembler.Records.failedPage;
import static io.scriptorium.assembler.Records.manifest;
import static io.scriptorium.assembler.Records.manifestDue;
import static io.scriptorium.assembler.Records.manifestTo;
import static io.scriptorium.assembler.Records.page;
import static io.scriptorium.assembler.Records.unsplit;
import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.JobState;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.avro.TokenCounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssemblyTopologyTest {
  private AssemblyBench bench;

  @BeforeEach
  void open(@TempDir Path folder) {
    bench = AssemblyBench.in(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void bindsADocumentInPageOrderOnceItsLastPageCame() throws Exception {
    bench.send(manifest("a", 2, 3, 10));
    bench.send(page("a", 10, "ten"));
    bench.send(page("a", 2, "two"));
    assertThat(bench.results()).isEmpty();

    bench.send(page("a", 3, "três"));

    DocumentResult result = only();
    assertThat(result.getStatus()).isEqualTo(DocumentStatus.COMPLETE);
    assertThat(result.getFailure()).isNull();
    assertThat(result.getPagesAsked()).isEqualTo(3);
    assertThat(result.getPagesRead()).isEqualTo(3);
    assertThat(result.getFailedPages()).isEmpty();
    assertThat(result.getCharacters()).isEqualTo(10);
    assertThat(result.getTokens()).isEqualTo(new TokenCounts(15, 210, 33));
    assertThat(result.getAttributes()).isEqualTo(Map.of("batch", "7"));
    assertThat(result.getFinishedAt()).isEqualTo(Records.NOON);
    assertThat(bench.read(result.getText())).isEqualTo("two\ftrês\ften");
    assertThat(bench.read(result.getMarkdown()))
        .isEqualTo(
            """
            <!-- page 2 -->

            **two**

            <!-- page 3 -->

            **três**

            <!-- page 10 -->

            **ten**
            """);
  }

  @Test
  void keepsPagesThatComeBeforeTheManifest() {
    bench.send(page("a", 1, "one"));
    bench.send(page("a", 7, "never asked for"));
    bench.send(manifest("a", 1, 2));
    assertThat(bench.results()).isEmpty();

    bench.send(page("a", 2, "two"));

    assertThat(only().getCharacters()).isEqualTo(6);
    assertThat(bench.rows("pages")).isZero();
  }

  @Test
  void bindsAtOnceWhenTheManifestComesLast() {
    bench.send(page("a", 2, "two"));
    bench.send(page("a", 1, "one"));
    bench.send(manifest("a", 1, 2));

    assertThat(only().getStatus()).isEqualTo(DocumentStatus.COMPLETE);
  }

  @Test
  void countsTheFirstResultOfAPage() throws Exception {
    bench.send(manifest("a", 1, 2));
    bench.send(page("a", 1, "first"));
    bench.send(page("a", 1, "second"));
    assertThat(bench.results()).isEmpty();

    bench.send(page("a", 2, "two"));

    assertThat(bench.read(only().getText())).isEqualTo("first\ftwo");
  }

  @Test
  void ignoresPagesThatWereNotAskedFor() throws Exception {
    bench.send(manifest("a", 1, 3));
    bench.send(page("a", 2, "not asked for"));
    bench.send(page("a", 1, "one"));
    bench.send(page("a", 3, "three"));

    assertThat(bench.read(only().getText())).isEqualTo("one\fthree");
  }

  @Test
  void keepsDocumentsApartWhoseIdsLookLikeRowKeys() throws Exception {
    bench.send(manifest("a|00000001", 1, 2));
    bench.send(page("a|00000001", 1, "inner"));
    bench.send(manifest("a", 1, 2));
    bench.send(page("a", 1, "outer"));
    bench.send(page("a", 2, "outer"));
    assertThat(bench.read(only().getText())).isEqualTo("outer\fouter");

    bench.send(page("a|00000001", 2, "inner"));

    assertThat(bench.read(only().getText())).isEqualTo("inner\finner");
  }

  @Test
  void remembersAClosedDocumentForItsRetention() {
    bench.send(manifest("a", 1));
    bench.send(page("a", 1, "one"));
    only();

    // Late duplicates of everything
    bench.send(page("a", 1, "again"));
    bench.send(manifest("a", 1));
    assertThat(bench.results()).isEmpty();
    assertThat(bench.rows("states")).isEqualTo(1);
    assertThat(bench.rows("manifests") + bench.rows("pages")).isZero();

    bench.advance(AssemblyBench.TIMING.retention());

    assertThat(bench.rows("states") + bench.rows("timers")).isZero();
  }

  @Test
  void givesUpPagesWhoseManifestNeverComes() {
    bench.send(page("a", 1, "one"));
    bench.send(page("a", 2, "two"));

    bench.advance(AssemblyBench.TIMING.retention());

    assertThat(bench.rows("pages") + bench.rows("states") + bench.rows("timers")).isZero();
    assertThat(bench.results()).isEmpty();
  }

  @Test
  void closesADocumentThatCouldNotBeSplit() {
    bench.send(unsplit("a", FailureReason.ENCRYPTED_FILE, "The file wants a password"));

    DocumentResult result = only();
    assertThat(result.getStatus()).isEqualTo(DocumentStatus.FAILED);
    assertThat(result.getFailure())
        .isEqualTo(new Failure(FailureReason.ENCRYPTED_FILE, "The file wants a password"));
    assertThat(result.getText()).isNull();
    assertThat(result.getMarkdown()).isNull();
    assertThat(result.getJson()).isNull();
    assertThat(bench.statuses()).extracting(JobStatus::getState).containsExactly(JobState.FAILED);
  }

  @Test
  void closesADocumentThatWasCancelledBeforeItWasSplit() {
    bench.send(unsplit("a", FailureReason.CANCELLED, "The job was cancelled"));

    DocumentResult result = only();
    assertThat(result.getStatus()).isEqualTo(DocumentStatus.CANCELLED);
    assertThat(result.getFailure().getReason()).isEqualTo(FailureReason.CANCELLED);
    assertThat(bench.statuses())
        .extracting(JobStatus::getState)
        .containsExactly(JobState.CANCELLED);
  }

  @Test
  void isCancelledWhenAPageWasAndKeepsWhatWasRead() throws Exception {
    bench.send(cancelledPage("a", 3));
    bench.send(manifest("a", 1, 2, 3));
    bench.send(page("a", 1, "one"));
    bench.send(failedPage("a", 2, FailureReason.CORRUPT_FILE, "second"));

    DocumentResult result = only();
    assertThat(result.getStatus()).isEqualTo(DocumentStatus.CANCELLED);
    assertThat(result.getFailure())
        .isEqualTo(
            new Failure(FailureReason.CANCELLED, "The job was cancelled; 1 of 3 pages were read"));
    assertThat(result.getFailedPages()).containsExactly(2, 3);
    assertThat(bench.read(result.getText())).isEqualTo("one\f\f");
    assertThat(bench.statuses())
        .extracting(JobStatus::getState)
        .containsExactly(JobState.CANCELLED);
  }

  @Test
  void aCancelledDocumentOfWhichNothingWasReadHasNoText() throws Exception {
    bench.send(manifest("a", 1, 2));
    bench.send(cancelledPage("a", 1));
    bench.send(cancelledPage("a", 2));

    DocumentResult result = only();
    assertThat(result.getStatus()).isEqualTo(DocumentStatus.CANCELLED);
    assertThat(result.getText()).isNull();
    assertThat(bench.read(result.getJson())).contains("\"status\":\"CANCELLED\"");
  }

  @Test
  void aDocumentReadInFullBeforeItsCancellationIsComplete() {
    bench.send(manifest("a", 1));
    bench.send(page("a", 1, "one"));
    bench.send(cancelledPage("a", 1));

    assertThat(only().getStatus()).isEqualTo(DocumentStatus.COMPLETE);
  }

  @Test
  void closesADocumentWhoseManifestMakesNoSense() {
    bench.send(manifest("a", 3, 2));

    assertThat(only().getFailure().getReason()).isEqualTo(FailureReason.INVALID_JOB);
  }

  @Test
  void isPartialWhenSomePagesFailed() throws Exception {
    bench.send(manifest("a", 1, 2, 3));
    bench.send(page("a", 1, "one"));
    bench.send(failedPage("a", 3, FailureReason.CORRUPT_FILE, "third"));
    bench.send(failedPage("a", 2, FailureReason.TOO_MANY_PIXELS, "second"));

    DocumentResult result = only();
    assertThat(result.getStatus()).isEqualTo(DocumentStatus.PARTIAL);
    assertThat(result.getFailure()).isEqualTo(new Failure(FailureReason.TOO_MANY_PIXELS, "second"));
    assertThat(result.getPagesRead()).isEqualTo(1);
    assertThat(result.getFailedPages()).containsExactly(2, 3);
    assertThat(bench.read(result.getText())).isEqualTo("one\f\f");
    assertThat(bench.read(result.getMarkdown())).contains("<!-- page 2, not read -->");
  }

  @Test
  void isFailedWhenNoPageWasRead() throws Exception {
    bench.send(manifest("a", 1, 2));
    bench.send(failedPage("a", 1, FailureReason.INTERNAL, "first"));
    bench.send(failedPage("a", 2, FailureReason.INTERNAL, "second"));

    DocumentResult result = only();
    assertThat(result.getStatus()).isEqualTo(DocumentStatus.FAILED);
    assertThat(result.getFailure().getMessage()).isEqualTo("first");
    assertThat(result.getText()).isNull();
    assertThat(bench.read(result.getJson())).contains("\"message\":\"second\"");
  }

  @Test
  void closesWithWhatThereIsAtTheDeadline() throws Exception {
    bench.send(manifestDue("a", Records.NOON.plusSeconds(60), 1, 2, 3));
    bench.send(page("a", 2, "two"));
    bench.advance(Duration.ofSeconds(59));
    assertThat(bench.results()).isEmpty();

    bench.advance(Duration.ofSeconds(1));

    DocumentResult result = only();
    assertThat(result.getStatus()).isEqualTo(DocumentStatus.PARTIAL);
    assertThat(result.getFailure())
        .isEqualTo(
            new Failure(
                FailureReason.DEADLINE_EXCEEDED, "2 of 3 pages had not been read by the deadline"));
    assertThat(result.getFailedPages()).containsExactly(1, 3);
    assertThat(bench.read(result.getText())).isEqualTo("\ftwo\f");
    bench.send(page("a", 1, "late"));
    assertThat(bench.results()).isEmpty();
  }

  @Test
  void doesNotForgetADocumentAtADeadlineThatItMet() {
    bench.send(manifestDue("a", Records.NOON.plusSeconds(60), 1));
    bench.send(page("a", 1, "one"));
    only();

    bench.advance(Duration.ofSeconds(61));
    bench.send(page("a", 1, "late"));

    assertThat(bench.results()).isEmpty();
    assertThat(bench.rows("pages")).isZero();
  }

  @Test
  void worksOffManyDeadlinesATickAtATime() {
    for (int i = 0; i < 50; i++) {
      bench.send(manifestDue("job-" + i, Records.NOON.plusMillis(500), 1));
    }
    bench.advance(Duration.ofSeconds(1));
    assertThat(bench.results()).hasSize(20);
    bench.advance(Duration.ofSeconds(1));
    assertThat(bench.results()).hasSize(20);
    bench.advance(Duration.ofSeconds(1));
    assertThat(bench.results()).hasSize(10);
  }

  @Test
  void reportsProgressOnceATickAndTheEndAtOnce() {
    bench.send(manifestTo("a", 5));
    bench.send(page("a", 1, "one"));
    bench.send(failedPage("a", 2, FailureReason.INTERNAL, "second"));
    assertThat(bench.statuses()).isEmpty();
    bench.advance(Duration.ofSeconds(1));
    assertThat(bench.statuses())
        .containsExactly(
            new JobStatus("a", "a.pdf", JobState.READING, 5, 1, 1, Records.NOON.plusSeconds(1)));
    bench.advance(Duration.ofSeconds(1));
    assertThat(bench.statuses()).isEmpty();

    for (int number = 3; number <= 5; number++) {
      bench.send(page("a", number, "text"));
    }

    assertThat(bench.statuses())
        .containsExactly(
            new JobStatus("a", "a.pdf", JobState.PARTIAL, 5, 4, 1, Records.NOON.plusSeconds(2)));
    bench.advance(Duration.ofSeconds(1));
    assertThat(bench.statuses()).isEmpty();
  }

  private DocumentResult only() {
    return assertThat(bench.results()).singleElement().actual();
  }
}
