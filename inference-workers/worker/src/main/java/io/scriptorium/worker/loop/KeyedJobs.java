package io.scriptorium.worker.loop;

import io.scriptorium.schemas.IdempotencyKey;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Answer.Effort;
import io.scriptorium.worker.job.Ending;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.once.Claims;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.utils.Utils;

/**
 * Sees to it that one job of each idempotency key is answered. All of a key belong on one partition
 * of their topic, so that one worker decides; a record that lies elsewhere is sent there. What
 * others decided before is known by their claims, which are read to the end whenever partitions
 * come. Owned by the poll thread.
 */
final class KeyedJobs {
  private final Claims claims;
  private final ToIntFunction<String> partitions;
  private final Map<IdempotencyKey, Holder> holders = new HashMap<>();
  private CompletableFuture<Void> upToDate = new CompletableFuture<>();

  /**
   * Nothing is held.
   *
   * @param partitions how many a topic has
   */
  KeyedJobs(Claims claims, ToIntFunction<String> partitions) {
    this.claims = claims;
    this.partitions = partitions;
  }

  /** The job of a key that was taken and has no committed ending. */
  private record Holder(Received received, String jobId) {}

  /** Notes that partitions have come, whose claims are to be known first. */
  void restore() {
    upToDate = claims.upToDate();
  }

  /** Whether a job is to wait until more claims are known. */
  boolean waits(Job job) {
    return job.idempotencyKey().isPresent() && !upToDate.isDone();
  }

  /** Lets a job hold its key; or the answer of one that need not be done here. */
  Optional<Answer> decide(Received received, Job job) {
    if (received.origin().isRetry()) {
      return Optional.empty();
    }
    return job.idempotencyKey().flatMap(key -> decide(key, received, job.jobId()));
  }

  private Optional<Answer> decide(IdempotencyKey key, Received received, String jobId) {
    int home =
        Utils.toPositive(Utils.murmur2(key.bytes()))
            % partitions.applyAsInt(received.record().topic());
    if (received.record().partition() != home) {
      return Optional.of(new Answer.Elsewhere(home));
    }
    Optional<String> other =
        Optional.ofNullable(holders.get(key)).map(Holder::jobId).or(() -> claims.job(key));
    if (other.isEmpty()) {
      holders.put(key, new Holder(received, jobId));
    }
    return other.map(known -> new Answer.Duplicate(known, Effort.LOOKED_AT));
  }

  /** Notes which endings are committed, and the claims with them. */
  void committed(Collection<Finished> finished) {
    if (holders.isEmpty()) {
      return;
    }
    Map<Received, Ending.Kind> kinds = new HashMap<>();
    finished.forEach(one -> kinds.put(one.received(), one.ending().kind()));
    holders
        .entrySet()
        .removeIf(
            entry -> {
              Ending.Kind kind = kinds.get(entry.getValue().received());
              if (kind == Ending.Kind.DONE || kind == Ending.Kind.POSTPONED) {
                claims.committed(entry.getKey(), entry.getValue().jobId());
              }
              return kind != null;
            });
  }

  /** Forgets jobs that others will do. */
  void drop(Predicate<Received> which) {
    holders.values().removeIf(holder -> which.test(holder.received()));
  }
}
