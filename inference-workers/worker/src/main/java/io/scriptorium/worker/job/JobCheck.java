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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** What can be said against a job before its payload is looked at. */
record JobCheck(long maxPayloadBytes) {
  /** More would fill a model's context in any case. */
  private static final int MOST_IMAGES = 64;

  /** Why the job cannot be done; empty if nothing speaks against it. */
  Optional<Failure> failure(Job job) {
    return identity(job)
        .or(() -> task(job))
        .or(() -> number(job.payloads()))
        .or(() -> first(job.payloads(), JobCheck::payload))
        .or(() -> size(job))
        .or(() -> inline(job.payloads()));
  }

  private static Optional<Failure> first(
      List<Payload> payloads, Function<Payload, Optional<Failure>> check) {
    return payloads.stream().flatMap(payload -> check.apply(payload).stream()).findFirst();
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
      TaskRequests.labels(job.task());
      return Optional.empty();
    } catch (IllegalArgumentException | BadConstraintException e) {
      return invalid(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Failure> number(List<Payload> payloads) {
    return payloads.size() > MOST_IMAGES
        ? invalid("A job has at most %d images, not %d".formatted(MOST_IMAGES, payloads.size()))
        : Optional.empty();
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
                "%s %,d bytes, more than the %,d that are allowed"
                    .formatted(
                        job.payloads().size() == 1 ? "The file has" : "The files have together",
                        job.payloadBytes(),
                        maxPayloadBytes)))
        : Optional.empty();
  }

  /** A broker may take longer records than the catalogue says, their dead letters it does not. */
  private static Optional<Failure> inline(List<Payload> payloads) {
    int most = Topics.PAGE_JOBS.maxMessageBytes();
    long inline =
        payloads.stream()
            .map(Payload::getContent)
            .filter(Objects::nonNull)
            .mapToLong(ByteBuffer::remaining)
            .sum();
    return inline > most
        ? Optional.of(
            new Failure(
                FailureReason.RECORD_TOO_LARGE,
                "%,d bytes of files are in the record, the limit there is %,d; use the blob store"
                    .formatted(inline, most)))
        : Optional.empty();
  }

  private static Optional<Failure> invalid(String message) {
    return Optional.of(new Failure(FailureReason.INVALID_JOB, message));
  }
}
