package io.scriptorium.worker.job;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.engine.constrain.BadConstraintException;
import io.scriptorium.producers.job.Schedule;
import io.scriptorium.schemas.IdempotencyKey;
import io.scriptorium.schemas.Topics;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What can be said against a job before its payload is looked at. */
record JobCheck(long maxPayloadBytes) {

  /** Why the job cannot be done; empty if nothing speaks against it. */
  Optional<Failure> failure(Job job) {
    return identity(job)
        .or(() -> task(job))
        .or(() -> payload(job.payload()))
        .or(() -> size(job))
        .or(() -> inline(job.payload()));
  }

  private static Optional<Failure> identity(Job job) {
    if (job.jobId().isBlank()) {
      return invalid("The job has no id");
    }
    if (job instanceof Job.Page page && page.job().getPage() < 1) {
      return invalid("Pages are counted from 1, not " + page.job().getPage());
    }
    if (job.idempotencyKey().filter(key -> !isKey(key.key())).isPresent()) {
      return invalid(
          "An idempotency key has 1 to %d characters".formatted(IdempotencyKey.MAX_LENGTH));
    }
    if (!Schedule.TENANT.matcher(job.tenant()).matches()) {
      return invalid(
          "A tenant has at most 100 letters, digits, dots, hyphens and underscores, unlike this"
              + " job's");
    }
    return Optional.empty();
  }

  private static boolean isKey(String key) {
    return !key.isBlank() && key.length() <= IdempotencyKey.MAX_LENGTH;
  }

  private static Optional<Failure> task(Job job) {
    if (job.task().getKind() == TaskKind.UNKNOWN) {
      return Optional.of(
          new Failure(
              FailureReason.UNSUPPORTED_TASK,
              "The job asks for a task that this worker does not know"));
    }
    try {
      TaskRequests.rules(job.task());
      return Optional.empty();
    } catch (IllegalArgumentException | BadConstraintException e) {
      return invalid(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Failure> payload(Payload payload) {
    BlobReference reference = payload.getReference();
    if ((payload.getContent() == null) == (reference == null)) {
      return invalid("A payload has either content or a reference");
    }
    return reference != null && reference.getSize() < 0
        ? invalid("A payload of %d bytes".formatted(reference.getSize()))
        : Optional.empty();
  }

  private Optional<Failure> size(Job job) {
    return job.payloadBytes() > maxPayloadBytes
        ? Optional.of(
            new Failure(
                FailureReason.TOO_MANY_BYTES,
                "The file has %,d bytes, more than the %,d that are allowed"
                    .formatted(job.payloadBytes(), maxPayloadBytes)))
        : Optional.empty();
  }

  /** A broker may take longer records than the catalogue says, their dead letters it does not. */
  private static Optional<Failure> inline(Payload payload) {
    int most = Topics.PAGE_JOBS.maxMessageBytes();
    ByteBuffer content = payload.getContent();
    return content != null && content.remaining() > most
        ? Optional.of(
            new Failure(
                FailureReason.RECORD_TOO_LARGE,
                "The file of %,d bytes is in the record, the limit there is %,d; use the blob store"
                    .formatted(content.remaining(), most)))
        : Optional.empty();
  }

  private static Optional<Failure> invalid(String message) {
    return Optional.of(new Failure(FailureReason.INVALID_JOB, message));
  }
}
