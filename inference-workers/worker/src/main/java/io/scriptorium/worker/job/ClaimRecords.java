package io.scriptorium.worker.job;

import io.scriptorium.avro.IdempotencyClaim;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.IdempotencyKey;
import io.scriptorium.schemas.Topics;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.NullUnmarked;

/**
 * What becomes of an idempotency key when a job that has it ends, written with its ending. A job
 * that is answered, or waits to be tried again, claims its key; one that has no answer in the end
 * leaves it to the next that is submitted.
 */
final class ClaimRecords {
  private final AvroCodec<IdempotencyClaim> codec = Topics.IDEMPOTENCY_CLAIMS.codec();

  /** The record beside an ending, if there is one. */
  Optional<ProducerRecord<byte[], byte[]>> of(
      Job job, boolean isRetry, Ending.Kind kind, Instant now) {
    return job.idempotencyKey()
        .flatMap(
            key ->
                switch (kind) {
                  case DONE, POSTPONED ->
                      isRetry ? Optional.empty() : Optional.of(claim(key, job.jobId(), now));
                  case FAILED, CANCELLED -> isRetry ? Optional.of(release(key)) : Optional.empty();
                  case DUPLICATE, FORWARDED -> Optional.empty();
                });
  }

  private ProducerRecord<byte[], byte[]> claim(IdempotencyKey key, String jobId, Instant now) {
    IdempotencyClaim claim =
        IdempotencyClaim.newBuilder().setJobId(jobId).setClaimedAt(now).build();
    return new ProducerRecord<>(Topics.IDEMPOTENCY_CLAIMS.name(), key.bytes(), codec.encode(claim));
  }

  @NullUnmarked
  private static ProducerRecord<byte[], byte[]> release(IdempotencyKey key) {
    return new ProducerRecord<>(Topics.IDEMPOTENCY_CLAIMS.name(), key.bytes(), null);
  }
}
