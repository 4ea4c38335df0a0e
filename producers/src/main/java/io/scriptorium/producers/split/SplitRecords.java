package io.scriptorium.producers.split;

import io.scriptorium.avro.DocumentJob;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.Timings;
import io.scriptorium.avro.TokenCounts;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.IdempotencyKey;
import io.scriptorium.schemas.PageKey;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The records that the splitter writes about a document. */
final class SplitRecords {
  private static final AvroCodec<DocumentManifest> MANIFESTS = Topics.DOCUMENT_MANIFESTS.codec();
  private static final AvroCodec<PageJob> PAGE_JOBS = Topics.PAGE_JOBS.codec();
  private static final AvroCodec<PageResult> PAGE_RESULTS = Topics.PAGE_RESULTS.codec();

  private SplitRecords() {}

  static ProducerRecord<byte[], byte[]> manifest(DocumentJob job, SplitEvent.Opened opened) {
    DocumentManifest manifest =
        manifest(job)
            .setPages(opened.pages())
            .setPageCount(opened.pageCount())
            .setTask(job.getTask())
            .setAttributes(job.getAttributes())
            .build();
    return record(Topics.DOCUMENT_MANIFESTS, job.getJobId(), MANIFESTS.encode(manifest));
  }

  /** Closes a document of which no page is out. */
  static ProducerRecord<byte[], byte[]> failedManifest(DocumentJob job, Failure failure) {
    boolean isTooLarge = failure.getReason() == FailureReason.RECORD_TOO_LARGE;
    DocumentManifest manifest =
        manifest(job)
            .setPages(List.of())
            .setPageCount(0)
            .setFailure(failure)
            .setTask(
                isTooLarge
                    ? Task.newBuilder().setKind(job.getTask().getKind()).build()
                    : job.getTask())
            .setAttributes(isTooLarge ? Map.of() : job.getAttributes())
            .build();
    return record(Topics.DOCUMENT_MANIFESTS, job.getJobId(), MANIFESTS.encode(manifest));
  }

  static ProducerRecord<byte[], byte[]> pageJob(DocumentJob job, SplitEvent.PageReady page) {
    boolean isKeyed = job.getIdempotencyKey() != null;
    String pageKey = new PageKey(job.getJobId(), page.page()).text();
    PageJob pageJob =
        PageJob.newBuilder()
            .setJobId(job.getJobId())
            .setPage(page.page())
            .setPayload(page.payload())
            .setDpi(page.dpi().isPresent() ? page.dpi().getAsInt() : null)
            .setTask(job.getTask())
            .setPriority(job.getPriority())
            .setTenant(job.getTenant())
            .setIdempotencyKey(isKeyed ? pageKey : null)
            .setSubmittedAt(job.getSubmittedAt())
            .setDeadline(job.getDeadline())
            .build();
    String key = isKeyed ? new IdempotencyKey(job.getTenant(), pageKey).text() : pageKey;
    return record(Topics.PAGE_LANES.of(job.getPriority()), key, PAGE_JOBS.encode(pageJob));
  }

  /** Closes a page that never was an image. */
  static ProducerRecord<byte[], byte[]> unmadePage(
      DocumentJob job, SplitEvent.PageFailed page, Instant now) {
    PageResult result =
        PageResult.newBuilder()
            .setJobId(job.getJobId())
            .setPage(page.page())
            .setStatus(page.isCancelled() ? ItemStatus.CANCELLED : ItemStatus.FAILED)
            .setFailure(page.failure())
            .setText("")
            .setMarkdown("")
            .setRegions(List.of())
            .setWidth(0)
            .setHeight(0)
            .setTokens(TokenCounts.newBuilder().build())
            .setTimings(Timings.newBuilder().build())
            .setAttempts(page.isCancelled() ? 0 : 1)
            .setFinishedAt(now)
            .build();
    return record(Topics.PAGE_RESULTS, job.getJobId(), PAGE_RESULTS.encode(result));
  }

  private static DocumentManifest.Builder manifest(DocumentJob job) {
    return DocumentManifest.newBuilder()
        .setJobId(job.getJobId())
        .setName(job.getName())
        .setSubmittedAt(job.getSubmittedAt())
        .setDeadline(job.getDeadline());
  }

  private static ProducerRecord<byte[], byte[]> record(Topic<?> topic, String key, byte[] value) {
    return new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), value);
  }
}
