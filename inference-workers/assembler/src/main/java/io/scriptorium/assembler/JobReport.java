package io.scriptorium.assembler;

import io.scriptorium.assembler.document.Tally;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.JobState;
import io.scriptorium.avro.JobStatus;
import java.time.Instant;

/** Makes the status records of a job. */
final class JobReport {
  private JobReport() {}

  static JobStatus reading(DocumentManifest manifest, Tally tally, Instant now) {
    return JobStatus.newBuilder()
        .setJobId(manifest.getJobId())
        .setName(manifest.getName())
        .setState(JobState.READING)
        .setPagesAsked(tally.asked())
        .setPagesRead(tally.read())
        .setPagesFailed(tally.failed())
        .setUpdatedAt(now)
        .build();
  }

  /** The last status; pages that never came count as failed. */
  static JobStatus finished(DocumentResult result) {
    return JobStatus.newBuilder()
        .setJobId(result.getJobId())
        .setName(result.getName())
        .setState(state(result))
        .setPagesAsked(result.getPagesAsked())
        .setPagesRead(result.getPagesRead())
        .setPagesFailed(result.getFailedPages().size())
        .setUpdatedAt(result.getFinishedAt())
        .build();
  }

  private static JobState state(DocumentResult result) {
    return switch (result.getStatus()) {
      case COMPLETE -> JobState.COMPLETE;
      case PARTIAL -> JobState.PARTIAL;
      case FAILED -> JobState.FAILED;
      case CANCELLED -> JobState.CANCELLED;
      case UNKNOWN -> JobState.UNKNOWN;
    };
  }
}
