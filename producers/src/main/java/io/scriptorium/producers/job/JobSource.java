package io.scriptorium.producers.job;

import java.nio.file.Path;

/** Where a job's bytes come from. */
public sealed interface JobSource {
  /** What people call it; comes back with the result. */
  String name();

  /** A file, which is not read before its size was looked at. */
  record File(String name, Path path) implements JobSource {}

  /**
   * Bytes at hand.
   *
   * @param content not copied; treat as read-only
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(String name, byte[] content) implements JobSource {}
}
