package io.scriptorium.producers.split;

import java.util.concurrent.atomic.LongAdder;

/** What a splitter did since it was started; counted when it was handed to Kafka. */
public final class SplitCounters {
  private final LongAdder documents = new LongAdder();
  private final LongAdder failedDocuments = new LongAdder();
  private final LongAdder pages = new LongAdder();
  private final LongAdder failedPages = new LongAdder();

  void document() {
    documents.increment();
  }

  void failedDocument() {
    failedDocuments.increment();
  }

  void page() {
    pages.increment();
  }

  void failedPage() {
    failedPages.increment();
  }

  /** Documents split. */
  public long documents() {
    return documents.sum();
  }

  /** Documents refused as a whole. */
  public long failedDocuments() {
    return failedDocuments.sum();
  }

  /** Pages made into images. */
  public long pages() {
    return pages.sum();
  }

  /** Pages that could not be made into images. */
  public long failedPages() {
    return failedPages.sum();
  }
}
