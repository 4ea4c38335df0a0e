package io.scriptorium.app.run;

import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.JobState;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.TokenCounts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Results of documents, as the assembler writes them. */
final class Results {
  private Results() {}

  static DocumentResult complete(String jobId, String name, int pages) {
    return result(jobId, name, DocumentStatus.COMPLETE, pages)
        .setText(payload("text of " + jobId))
        .setMarkdown(payload("# " + jobId))
        .setJson(payload("{}"))
        .build();
  }

  static DocumentResult partial(String jobId, String name, List<Integer> failed) {
    return result(jobId, name, DocumentStatus.PARTIAL, 10)
        .setPagesRead(10 - failed.size())
        .setFailedPages(failed)
        .setFailure(new Failure(FailureReason.CORRUPT_FILE, "the image\nends early"))
        .setText(payload("the rest"))
        .build();
  }

  static DocumentResult failed(String jobId, String name, String message) {
    return result(jobId, name, DocumentStatus.FAILED, 0)
        .setFailure(new Failure(FailureReason.ENCRYPTED_FILE, message))
        .build();
  }

  static JobStatus status(String jobId, int asked, int read) {
    return JobStatus.newBuilder()
        .setJobId(jobId)
        .setName("")
        .setState(JobState.READING)
        .setPagesAsked(asked)
        .setPagesRead(read)
        .setPagesFailed(0)
        .setUpdatedAt(Instant.EPOCH)
        .build();
  }

  private static DocumentResult.Builder result(
      String jobId, String name, DocumentStatus status, int pages) {
    return DocumentResult.newBuilder()
        .setJobId(jobId)
        .setName(name)
        .setStatus(status)
        .setPagesAsked(pages)
        .setPagesRead(pages)
        .setFailedPages(List.of())
        .setCharacters(100)
        .setTokens(new TokenCounts(1, 10, 50))
        .setSubmittedAt(Instant.EPOCH)
        .setFinishedAt(Instant.EPOCH);
  }

  private static Payload payload(String text) {
    return Payload.newBuilder()
        .setMediaType("text/plain")
        .setContent(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
        .build();
  }
}
