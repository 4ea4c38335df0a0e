package io.scriptorium.worker.job;

import io.scriptorium.avro.Retry;
import io.scriptorium.schemas.DeadLetters;
import io.scriptorium.schemas.RetryLane;
import io.scriptorium.schemas.RetryRecords;
import io.scriptorium.schemas.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a job came from at first, whatever lanes it went through since.
 *
 * @param record as it was submitted; a record of a lane that is no retry stands for itself
 * @param attempts tries in earlier lanes
 * @param dueAt not to be tried before
 * @param next where it waits if this try fails, too, in a way that may pass; empty: nowhere
 */
public record Origin(
    ConsumerRecord<byte[], byte[]> record, int attempts, Instant dueAt, Optional<RetryLane> next) {

  /**
   * The origin of a record.
   *
   * @param lanes those that jobs may wait in, in order
   */
  public static Origin of(ConsumerRecord<byte[], byte[]> record, List<RetryLane> lanes) {
    for (int i = 0; i < Topics.RETRY_LANES.size(); i++) {
      if (record.topic().equals(Topics.RETRY_LANES.get(i).topic().name())) {
        Optional<RetryLane> next = lanes.stream().skip(i + 1L).findFirst();
        return RetryRecords.read(record)
            .map(retry -> of(retry, next))
            .orElseGet(() -> new Origin(record, 0, Instant.MIN, Optional.empty()));
      }
    }
    return new Origin(record, 0, Instant.MIN, lanes.stream().findFirst());
  }

  private static Origin of(Retry retry, Optional<RetryLane> next) {
    return new Origin(RetryRecords.original(retry), retry.getAttempts(), retry.getDueAt(), next);
  }

  /** Whether it was tried before and has come back from a retry topic. */
  public boolean isRetry() {
    return attempts > 0;
  }

  /** The same without what a record of bounded length may have no room for. */
  Origin withoutContent() {
    return new Origin(DeadLetters.withoutContent(record), attempts, dueAt, next);
  }
}
