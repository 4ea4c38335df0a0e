package io.scriptorium.worker.job;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.Priority;
import io.scriptorium.avro.Task;
import io.scriptorium.schemas.IdempotencyKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A decoded job, of a page or of an image. */
public sealed interface Job {
  String jobId();

  Payload payload();

  Task task();

  /** How soon it is needed beside others. */
  Priority priority();

  /** Whose job it is; empty: nobody's in particular. */
  String tenant();

  /** What makes it one with other submissions; empty: it is one of its own. */
  Optional<IdempotencyKey> idempotencyKey();

  /** After this the job fails; empty: never. */
  Optional<Instant> deadline();

  /** All of its payloads, the first one first. */
  default List<Payload> payloads() {
    return List.of(payload());
  }

  /** What the writer says that its payloads have in bytes, together. */
  default long payloadBytes() {
    return payloads().stream().mapToLong(Job::bytes).sum();
  }

  private static long bytes(Payload payload) {
    ByteBuffer content = payload.getContent();
    BlobReference reference = payload.getReference();
    return content != null ? content.remaining() : reference != null ? reference.getSize() : 0;
  }

  /** A page of a document. */
  record Page(PageJob job) implements Job {
    @Override
    public String jobId() {
      return job.getJobId();
    }

    @Override
    public Payload payload() {
      return job.getPayload();
    }

    @Override
    public Task task() {
      return job.getTask();
    }

    @Override
    public Priority priority() {
      return job.getPriority();
    }

    @Override
    public String tenant() {
      return job.getTenant();
    }

    @Override
    public Optional<IdempotencyKey> idempotencyKey() {
      return Optional.ofNullable(job.getIdempotencyKey())
          .map(key -> new IdempotencyKey(job.getTenant(), key));
    }

    @Override
    public Optional<Instant> deadline() {
      return Optional.ofNullable(job.getDeadline());
    }
  }

  /** Images, or a text, that belong to no document. */
  record Image(ImageJob job) implements Job {
    @Override
    public List<Payload> payloads() {
      return Stream.concat(Stream.of(payload()), job.getFurtherImages().stream()).toList();
    }

    @Override
    public String jobId() {
      return job.getJobId();
    }

    @Override
    public Payload payload() {
      return job.getPayload();
    }

    @Override
    public Task task() {
      return job.getTask();
    }

    @Override
    public Priority priority() {
      return job.getPriority();
    }

    @Override
    public String tenant() {
      return job.getTenant();
    }

    @Override
    public Optional<IdempotencyKey> idempotencyKey() {
      return Optional.ofNullable(job.getIdempotencyKey())
          .map(key -> new IdempotencyKey(job.getTenant(), key));
    }

    @Override
    public Optional<Instant> deadline() {
      return Optional.ofNullable(job.getDeadline());
    }
  }
}
