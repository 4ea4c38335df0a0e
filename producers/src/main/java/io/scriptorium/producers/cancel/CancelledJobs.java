package io.scriptorium.producers.cancel;

import io.scriptorium.avro.Cancellation;
import io.scriptorium.producers.tail.TailSource;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Decoded;
import io.scriptorium.schemas.Topic.Cleanup;
import io.scriptorium.schemas.Topics;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the jobs that the topic of cancellations names, the latest {@value #MOST} of them. Safe
 * for use by several threads.
 */
public final class CancelledJobs implements Cancellations {
  /** About 15 MiB. */
  static final int MOST = 100_000;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(CancelledJobs.class);

  private final AvroCodec<Cancellation> codec = Topics.CANCELLATIONS.codec();
  private final Set<String> jobs =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MOST;
                }
              }));
  private final Queue<String> news = new ConcurrentLinkedQueue<>();
  private volatile boolean current;

  /** Where they are told: as far back as a job may still lie on its topic. */
  public TailSource source() {
    return new TailSource(
        Topics.CANCELLATIONS, new TailSource.Start.NotOlderThan(retention()), this::note);
  }

  private static Duration retention() {
    return ((Cleanup.Delete) Topics.CANCELLATIONS.cleanup()).retention();
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null
        || !(codec.tryDecode(record.value()) instanceof Decoded.Ok<Cancellation> cancellation)) {
      LOG.warn("No cancellation partition={} offset={}", record.partition(), record.offset());
      return;
    }
    String jobId = cancellation.value().getJobId();
    jobs.add(jobId);
    news.add(jobId);
  }

  /**
   * Becomes current when it has been told everything, or when that has taken too long: jobs wait
   * for what was cancelled before, but not for ever.
   *
   * @param told completes once all has been read, on the tail's thread; completed by this call
   *     where it takes too long
   */
  public void becomeCurrentAfter(CompletableFuture<Void> told) {
    var unused =
        told.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (all, failure) -> {
                  if (failure instanceof TimeoutException) {
                    LOG.warn("Jobs begin before it is known which of them were cancelled");
                  }
                  current = true;
                });
  }

  @Override
  public boolean isCurrent() {
    return current;
  }

  @Override
  public boolean isCancelled(String jobId) {
    return jobs.contains(jobId);
  }

  @Override
  public Optional<String> next() {
    return Optional.ofNullable(news.poll());
  }
}
