package io.scriptorium.assembler.state;

import java.time.Instant;

/**
 * Keys of rows. Numbers are zero-padded, so that keys sort as their numbers do, and of fixed width,
 * so that a job's id may contain any character and still be told from the number.
 */
final class RowKeys {
  /** Highest page number that a key holds. */
  static final int MAX_PAGE = 99_999_999;

  private static final int PAGE_SUFFIX = 9;
  private static final int DUE_PREFIX = 20;

  private RowKeys() {}

  /** Key of a page, {@code jobId|00000001}. */
  static String page(String jobId, int page) {
    return "%s|%08d".formatted(jobId, page);
  }

  /** Whether a page's key belongs to the job. */
  static boolean isPageOf(String jobId, String key) {
    return key.length() == jobId.length() + PAGE_SUFFIX && key.startsWith(jobId);
  }

  /** Key of a time at which a job is due, {@code 0000001700000000000|jobId}. */
  static String due(Instant due, String jobId) {
    return "%019d|%s".formatted(due.toEpochMilli(), jobId);
  }

  /** A key above all those that are due at the given time, below all later ones. */
  static String after(Instant now) {
    return "%019d".formatted(now.toEpochMilli() + 1);
  }

  /** The job of a key of a time. */
  static String jobOfDue(String key) {
    return key.substring(DUE_PREFIX);
  }
}
