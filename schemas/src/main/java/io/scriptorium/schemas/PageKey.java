package io.scriptorium.schemas;

/**
 * Key of a page job: the pages of one document spread over all partitions.
 *
 * @param jobId the document's job
 * @param page page number from 1
 */
public record PageKey(String jobId, int page) {
  /** The key as it stands in the record, {@code jobId/page}. */
  public String text() {
    return jobId + "/" + page;
  }
}
