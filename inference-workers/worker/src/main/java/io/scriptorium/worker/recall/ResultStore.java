package io.scriptorium.worker.recall;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageResult;
import io.scriptorium.producers.tail.TailSource;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Decoded;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.meter.WorkerMeter;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the results that any worker committed lately, up to a number of bytes, and answers jobs
 * from them that have the same fingerprint. What it does not know costs an inference, never an
 * answer. Safe for use by several threads.
 */
public final class ResultStore {
  /** How far back each partition of results is read when a worker starts. */
  private static final long LATEST = 1000;

  /** What an entry takes beside its record: map, key, array. */
  private static final int ENTRY_BYTES = 200;

  private final Fingerprints fingerprints;
  private final long maxBytes;
  private final Clock clock;
  private final AvroCodec<PageResult> pages;
  private final AvroCodec<ImageResult> images;
  private final Counter hits;
  private final Counter misses;

  /** Records of results by fingerprint, the one used last at the end. */
  private final Map<String, byte[]> results = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /** An empty store of at most so many bytes. */
  public ResultStore(Fingerprints fingerprints, long maxBytes, Clock clock, MeterRegistry meters) {
    this(fingerprints, maxBytes, clock, meters, RecordFormat.SINGLE_OBJECT);
  }

  /** The same for records of a format. */
  public ResultStore(
      Fingerprints fingerprints,
      long maxBytes,
      Clock clock,
      MeterRegistry meters,
      RecordFormat format) {
    pages = Topics.PAGE_RESULTS.codec(format);
    images = Topics.IMAGE_RESULTS.codec(format);
    this.fingerprints = fingerprints;
    this.maxBytes = maxBytes;
    this.clock = clock;
    hits = WorkerMeter.RESULT_STORE_LOOKUPS.counter(meters, "outcome", "hit");
    misses = WorkerMeter.RESULT_STORE_LOOKUPS.counter(meters, "outcome", "miss");
    WorkerMeter.REMEMBERED_RESULTS.gauge(meters, this::size);
    WorkerMeter.RESULT_STORE_BYTES.gauge(meters, this::bytes);
  }

  /** Where results are told: their own topics. */
  public List<TailSource> sources() {
    TailSource.Start start = new TailSource.Start.Latest(LATEST);
    return List.of(
        new TailSource(Topics.PAGE_RESULTS, start, this::notePage),
        new TailSource(Topics.IMAGE_RESULTS, start, this::noteImage));
  }

  private void notePage(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null
        && pages.isDecidable(record.value())
        && pages.tryDecode(record.value()) instanceof Decoded.Ok<PageResult> page) {
      note(page.value().getFingerprint(), page.value().getStatus(), record.value());
    }
  }

  private void noteImage(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null
        && images.isDecidable(record.value())
        && images.tryDecode(record.value()) instanceof Decoded.Ok<ImageResult> image) {
      note(image.value().getFingerprint(), image.value().getStatus(), record.value());
    }
  }

  private void note(@Nullable String fingerprint, ItemStatus status, byte[] result) {
    if (fingerprint != null && status == ItemStatus.OK) {
      put(fingerprint, result);
    }
  }

  private synchronized void put(String fingerprint, byte[] result) {
    byte[] before = results.put(fingerprint, result);
    bytes += size(result) - (before == null ? 0 : size(before));
    var eldest = results.values().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      bytes -= size(eldest.next());
      eldest.remove();
    }
  }

  private static long size(byte[] result) {
    return (long) ENTRY_BYTES + result.length;
  }

  /** The answer to a job that is not late, where one was given to the same before. */
  public Optional<Answer> answer(Job job) {
    boolean isLate = job.deadline().filter(clock.instant()::isAfter).isPresent();
    Optional<String> fingerprint = isLate ? Optional.empty() : fingerprints.of(job);
    Optional<Answer> known =
        fingerprint
            .flatMap(this::get)
            .map(result -> new Answer.Recalled(result, Answer.Effort.LOOKED_AT));
    if (fingerprint.isPresent()) {
      (known.isPresent() ? hits : misses).increment();
    }
    return known;
  }

  private synchronized Optional<byte[]> get(String fingerprint) {
    return Optional.ofNullable(results.get(fingerprint));
  }

  private synchronized int size() {
    return results.size();
  }

  /** Bytes that it takes. */
  synchronized long bytes() {
    return bytes;
  }
}
