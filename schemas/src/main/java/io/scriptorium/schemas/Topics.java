package io.scriptorium.schemas;

import io.scriptorium.avro.Attempts;
import io.scriptorium.avro.Cancellation;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.DocumentJob;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.IdempotencyClaim;
import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.PartialText;
import io.scriptorium.avro.Retry;
import io.scriptorium.schemas.Topic.Cleanup;
import io.scriptorium.schemas.Topic.KeyKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The topic catalogue: every topic that Scriptorium reads or writes, in one place.
 *
 * <p>{@link #DOCUMENT_MANIFESTS} and {@link #PAGE_RESULTS} are joined: both have the same key and
 * must keep the same number of partitions.
 */
public final class Topics {
  private static final int MIB = 1 << 20;

  /** Longest record of any topic in bytes: the {@code max.request.size} of every producer. */
  public static final int MAX_MESSAGE_BYTES = 8 * MIB;

  private static final Cleanup ONE_DAY = new Cleanup.Delete(Duration.ofDays(1));
  private static final Cleanup ONE_WEEK = new Cleanup.Delete(Duration.ofDays(7));
  private static final Cleanup ONE_MONTH = new Cleanup.Delete(Duration.ofDays(30));

  /** Partitions of the two topics that the assembler joins. */
  private static final int JOINED = 6;

  public static final Topic<DocumentJob> DOCUMENT_JOBS =
      new Topic<>("scriptorium.document-jobs", DocumentJob.class, KeyKind.JOB_ID, 6, ONE_WEEK, MIB);

  public static final Topic<DocumentManifest> DOCUMENT_MANIFESTS =
      new Topic<>(
          "scriptorium.document-manifests",
          DocumentManifest.class,
          KeyKind.JOB_ID,
          JOINED,
          ONE_WEEK,
          MIB);

  public static final Topic<PageJob> PAGE_JOBS =
      new Topic<>(
          "scriptorium.page-jobs", PageJob.class, KeyKind.JOB_ID_AND_PAGE, 12, ONE_WEEK, MIB);

  public static final Topic<ImageJob> IMAGE_JOBS =
      new Topic<>("scriptorium.image-jobs", ImageJob.class, KeyKind.JOB_ID, 12, ONE_WEEK, MIB);

  public static final JobLanes<DocumentJob> DOCUMENT_LANES = JobLanes.beside(DOCUMENT_JOBS);
  public static final JobLanes<PageJob> PAGE_LANES = JobLanes.beside(PAGE_JOBS);
  public static final JobLanes<ImageJob> IMAGE_LANES = JobLanes.beside(IMAGE_JOBS);

  /** Text, Markdown and a region a word group: a dense page takes more than a plain record. */
  public static final Topic<PageResult> PAGE_RESULTS =
      new Topic<>(
          "scriptorium.page-results", PageResult.class, KeyKind.JOB_ID, JOINED, ONE_WEEK, 4 * MIB);

  public static final Topic<ImageResult> IMAGE_RESULTS =
      new Topic<>(
          "scriptorium.image-results", ImageResult.class, KeyKind.JOB_ID, 12, ONE_WEEK, 4 * MIB);

  /** A manifest's attributes and page numbers, and three texts of up to 64 KiB. */
  public static final Topic<DocumentResult> DOCUMENT_RESULTS =
      new Topic<>(
          "scriptorium.document-results",
          DocumentResult.class,
          KeyKind.JOB_ID,
          6,
          ONE_WEEK,
          2 * MIB);

  public static final Topic<PartialText> PARTIAL_TEXT =
      new Topic<>("scriptorium.partial-text", PartialText.class, KeyKind.JOB_ID, 12, ONE_DAY, MIB);

  /**
   * Which jobs are not wanted any more. Every worker reads all of it; kept as long as jobs may lie
   * on their topics.
   */
  public static final Topic<Cancellation> CANCELLATIONS =
      new Topic<>(
          "scriptorium.cancellations", Cancellation.class, KeyKind.JOB_ID, 1, ONE_WEEK, MIB);

  /** Which job answers for which idempotency key. Every worker reads all of it. */
  public static final Topic<IdempotencyClaim> IDEMPOTENCY_CLAIMS =
      new Topic<>(
          "scriptorium.idempotency-claims",
          IdempotencyClaim.class,
          KeyKind.IDEMPOTENCY_KEY,
          6,
          new Cleanup.CompactAndDelete(Duration.ofDays(7)),
          MIB);

  /**
   * How often records were begun by workers that share partitions, which the broker does not count
   * where they die. Every such worker reads all of it; kept as long as jobs may lie on their
   * topics.
   */
  public static final Topic<Attempts> ATTEMPTS =
      new Topic<>(
          "scriptorium.attempts",
          Attempts.class,
          KeyKind.RECORD,
          6,
          new Cleanup.CompactAndDelete(Duration.ofDays(7)),
          MIB);

  /** Jobs whose failure may pass, by how long they wait; a job goes from each lane to the next. */
  public static final List<RetryLane> RETRY_LANES =
      List.of(
          retryLane("10s", Duration.ofSeconds(10)),
          retryLane("1m", Duration.ofMinutes(1)),
          retryLane("10m", Duration.ofMinutes(10)));

  /** Carries whole records of the other topics, and so takes the longest. */
  public static final Topic<DeadLetter> DEAD_LETTERS =
      new Topic<>(
          "scriptorium.dead-letters",
          DeadLetter.class,
          KeyKind.ORIGINAL,
          3,
          ONE_MONTH,
          MAX_MESSAGE_BYTES);

  public static final Topic<JobStatus> JOB_STATUS =
      new Topic<>(
          "scriptorium.job-status", JobStatus.class, KeyKind.JOB_ID, 6, new Cleanup.Compact(), MIB);

  private static final List<Topic<?>> ALL =
      Stream.of(
              DOCUMENT_LANES.all().stream(),
              Stream.of(DOCUMENT_MANIFESTS),
              PAGE_LANES.all().stream(),
              IMAGE_LANES.all().stream(),
              Stream.of(CANCELLATIONS, IDEMPOTENCY_CLAIMS, ATTEMPTS),
              RETRY_LANES.stream().map(RetryLane::topic),
              Stream.of(
                  PAGE_RESULTS,
                  IMAGE_RESULTS,
                  DOCUMENT_RESULTS,
                  PARTIAL_TEXT,
                  DEAD_LETTERS,
                  JOB_STATUS))
          .<Topic<?>>flatMap(topics -> topics)
          .toList();

  private Topics() {}

  /** A job and what surrounds it there: its own topic takes one MiB. */
  private static RetryLane retryLane(String name, Duration delay) {
    return new RetryLane(
        new Topic<>(
            "scriptorium.retry-" + name, Retry.class, KeyKind.ORIGINAL, 3, ONE_WEEK, 2 * MIB),
        delay);
  }

  /** Every topic, in the order of a page's way. */
  public static List<Topic<?>> all() {
    return ALL;
  }
}
