package io.scriptorium.worker.once;

import io.scriptorium.avro.IdempotencyClaim;
import io.scriptorium.producers.tail.TailSource;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Decoded;
import io.scriptorium.schemas.IdempotencyKey;
import io.scriptorium.schemas.Topic.Cleanup;
import io.scriptorium.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which job answers for which idempotency key, as committed by all workers: the latest keys, up to
 * a number. Safe for use by several threads.
 */
public final class Claims {
  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  private final AvroCodec<IdempotencyClaim> codec = Topics.IDEMPOTENCY_CLAIMS.codec();
  private final Map<String, String> jobs;
  private volatile Supplier<CompletableFuture<Void>> upToDate = CompletableFuture::new;

  /** Remembers at most so many keys. */
  public Claims(int most) {
    jobs =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > most;
          }
        };
  }

  /** Where they are told: as far back as they are kept. */
  public TailSource source() {
    return new TailSource(
        Topics.IDEMPOTENCY_CLAIMS,
        new TailSource.Start.NotOlderThan(
            ((Cleanup.CompactAndDelete) Topics.IDEMPOTENCY_CLAIMS.cleanup()).retention()),
        this::note);
  }

  /** Says how to wait until what was committed before has been told. */
  public void follow(Supplier<CompletableFuture<Void>> reachNow) {
    upToDate = reachNow;
  }

  /** Completes when everything is known that others committed before this call. */
  public CompletableFuture<Void> upToDate() {
    return upToDate.get();
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      release(key);
    } else if (codec.tryDecode(record.value()) instanceof Decoded.Ok<IdempotencyClaim> claim) {
      put(key, claim.value().getJobId());
    } else {
      LOG.warn("No claim partition={} offset={}", record.partition(), record.offset());
    }
  }

  /** The job that answers for a key; empty if none is known. */
  public synchronized Optional<String> job(IdempotencyKey key) {
    return Optional.ofNullable(jobs.get(key.text()));
  }

  /** Notes what this worker has committed. */
  public void committed(IdempotencyKey key, String jobId) {
    put(key.text(), jobId);
  }

  private synchronized void put(String key, String jobId) {
    jobs.remove(key);
    jobs.put(key, jobId);
  }

  private synchronized void release(String key) {
    jobs.remove(key);
  }

  /** Keys that are remembered. */
  public synchronized int size() {
    return jobs.size();
  }
}
