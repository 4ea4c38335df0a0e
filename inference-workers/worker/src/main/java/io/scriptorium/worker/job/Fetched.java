package io.scriptorium.worker.job;

import io.scriptorium.avro.Failure;

/** What came of fetching a payload. */
public sealed interface Fetched {

  /** The bytes, checked against size and digest. */
  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[] bytes) implements Fetched {}

  /** There are no such bytes, or they are not what the job names. */
  record Refused(Failure failure) implements Fetched {}

  /**
   * The store did not answer; it may do so later.
   *
   * @param message one line for a person
   */
  record Unavailable(String message) implements Fetched {}
}
