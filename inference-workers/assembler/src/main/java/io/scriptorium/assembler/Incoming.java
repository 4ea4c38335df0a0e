package io.scriptorium.assembler;

import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.PageResult;
import java.util.Optional;

/** What came in on one of the assembler's topics. */
sealed interface Incoming {

  /**
   * A document was split.
   *
   * @param value its pages are ascending from 1; without pages it carries a failure
   */
  record Manifest(DocumentManifest value) implements Incoming {}

  /**
   * A page came back from a worker.
   *
   * @param value its number has room in a row's key
   */
  record Page(PageResult value) implements Incoming {}

  /**
   * Nothing that can be assembled.
   *
   * @param failure why not
   * @param jobId the job, where the record could be decoded
   */
  record Rejected(Failure failure, Optional<String> jobId) implements Incoming {}
}
