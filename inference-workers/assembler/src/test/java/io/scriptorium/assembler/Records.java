package io.scriptorium.assembler;

import io.scriptorium.avro.Box;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.ModelVersion;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.Region;
import io.scriptorium.avro.RegionKind;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.avro.Timings;
import io.scriptorium.avro.TokenCounts;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Records as splitter and worker write them. */
final class Records {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Records() {}

  static DocumentManifest manifest(String jobId, Integer... pages) {
    return manifest(jobId, Arrays.asList(pages)).build();
  }

  static DocumentManifest manifestTo(String jobId, int lastPage) {
    return manifest(jobId, IntStream.rangeClosed(1, lastPage).boxed().toList()).build();
  }

  static DocumentManifest manifestDue(String jobId, Instant deadline, Integer... pages) {
    return manifest(jobId, Arrays.asList(pages)).setDeadline(deadline).build();
  }

  static DocumentManifest unsplit(String jobId, FailureReason reason, String message) {
    return manifest(jobId, List.of()).setFailure(new Failure(reason, message)).build();
  }

  static PageResult page(String jobId, int page, String text) {
    return result(jobId, page)
        .setStatus(ItemStatus.OK)
        .setText(text)
        .setMarkdown("**" + text + "**\n")
        .setRegions(
            List.of(
                new Region(
                    RegionKind.LINE, new Box(1f, 2f, 30.5f, 40f), text, 0.75f, 0, null, null),
                new Region(RegionKind.CELL, new Box(0f, 0f, 1f, 1f), "é", Float.NaN, 1, 2, 3)))
        .build();
  }

  static PageResult failedPage(String jobId, int page, FailureReason reason, String message) {
    return result(jobId, page)
        .setStatus(ItemStatus.FAILED)
        .setFailure(new Failure(reason, message))
        .setText("")
        .setMarkdown("")
        .setRegions(List.of())
        .setModel(null)
        .build();
  }

  static PageResult cancelledPage(String jobId, int page) {
    return PageResult.newBuilder(
            failedPage(jobId, page, FailureReason.CANCELLED, "The job was cancelled"))
        .setStatus(ItemStatus.CANCELLED)
        .build();
  }

  private static DocumentManifest.Builder manifest(String jobId, List<Integer> pages) {
    return DocumentManifest.newBuilder()
        .setJobId(jobId)
        .setName(jobId + ".pdf")
        .setPages(pages)
        .setPageCount(pages.size())
        .setTask(Task.newBuilder().setKind(TaskKind.OCR).build())
        .setSubmittedAt(NOON)
        .setAttributes(Map.of("batch", "7"));
  }

  private static PageResult.Builder result(String jobId, int page) {
    return PageResult.newBuilder()
        .setJobId(jobId)
        .setPage(page)
        .setWidth(800)
        .setHeight(1200)
        .setModel(new ModelVersion("reader-tiny", "0123456789ab", "ocr-lines/1", "FLOAT32"))
        .setTokens(new TokenCounts(5, 70, 11))
        .setTimings(new Timings(1.5, 0.0, 2.0, 3.0, 4.0))
        .setAttempts(1)
        .setFinishedAt(NOON);
  }
}
