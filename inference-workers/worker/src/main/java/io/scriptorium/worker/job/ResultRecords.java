package io.scriptorium.worker.job;

import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.ModelVersion;
import io.scriptorium.avro.PageResult;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Result records that are not longer than their topic allows. */
final class ResultRecords {
  /** Batch and record headers of Kafka's message format, generously. */
  private static final int OVERHEAD = 256;

  private final AvroCodec<PageResult> pages = Topics.PAGE_RESULTS.codec();
  private final AvroCodec<ImageResult> images = Topics.IMAGE_RESULTS.codec();
  private final Function<Job, Optional<String>> fingerprints;

  /**
   * Records with fingerprints of their jobs.
   *
   * @param fingerprints by which the same jobs can be answered later; empty where they cannot
   */
  ResultRecords(Function<Job, Optional<String>> fingerprints) {
    this.fingerprints = fingerprints;
  }

  /** The result, without regions and reasoning if need be; empty if that is too long, too. */
  Optional<ProducerRecord<byte[], byte[]>> done(
      Job job, Answer.Done answer, ModelVersion model, Instant now) {
    String fingerprint = fingerprints.apply(job).orElse(null);
    if (job instanceof Job.Page page) {
      PageResult whole =
          PageResult.newBuilder(PageResults.done(page.job(), answer, model, now))
              .setFingerprint(fingerprint)
              .build();
      return fitting(
          Topics.PAGE_RESULTS,
          job.jobId(),
          pages.encode(whole),
          bytes -> pages.encode(PageResults.withoutRegions(whole, bytes)));
    }
    ImageResult whole =
        ImageResult.newBuilder(ImageResults.done(((Job.Image) job).job(), answer, model, now))
            .setFingerprint(fingerprint)
            .build();
    return fitting(
        Topics.IMAGE_RESULTS,
        job.jobId(),
        images.encode(whole),
        bytes -> images.encode(ImageResults.withoutRegions(whole, bytes)));
  }

  /** The result of a job that was answered before, which is no longer than that answer's was. */
  ProducerRecord<byte[], byte[]> recalled(Job job, Answer.Recalled answer, Instant now) {
    return job instanceof Job.Page page
        ? record(
            Topics.PAGE_RESULTS,
            job.jobId(),
            pages.encode(PageResults.recalled(page.job(), pages.decode(answer.result()), now)))
        : record(
            Topics.IMAGE_RESULTS,
            job.jobId(),
            images.encode(
                ImageResults.recalled(
                    ((Job.Image) job).job(), images.decode(answer.result()), now)));
  }

  /** The result of a job that the model did not answer. */
  ProducerRecord<byte[], byte[]> unread(Job job, Unread why, Instant now) {
    if (job instanceof Job.Page page) {
      return record(
          Topics.PAGE_RESULTS, job.jobId(), pages.encode(PageResults.unread(page.job(), why, now)));
    }
    return record(
        Topics.IMAGE_RESULTS,
        job.jobId(),
        images.encode(ImageResults.unread(((Job.Image) job).job(), why, now)));
  }

  private static Optional<ProducerRecord<byte[], byte[]>> fitting(
      Topic<?> topic, String jobId, byte[] whole, IntFunction<byte[]> lessThan) {
    ProducerRecord<byte[], byte[]> record = record(topic, jobId, whole);
    if (fits(topic, record)) {
      return Optional.of(record);
    }
    ProducerRecord<byte[], byte[]> less = record(topic, jobId, lessThan.apply(whole.length));
    return fits(topic, less) ? Optional.of(less) : Optional.empty();
  }

  private static boolean fits(Topic<?> topic, ProducerRecord<byte[], byte[]> record) {
    return record.key().length + record.value().length + OVERHEAD <= topic.maxMessageBytes();
  }

  private static ProducerRecord<byte[], byte[]> record(Topic<?> topic, String jobId, byte[] value) {
    return new ProducerRecord<>(topic.name(), jobId.getBytes(StandardCharsets.UTF_8), value);
  }
}
