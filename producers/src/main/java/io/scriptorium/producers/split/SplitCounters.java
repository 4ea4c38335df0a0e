package io.scriptorium.producers.split;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What a splitter did since it was started; counted when it was handed to Kafka. */
public final class SplitCounters {
  private final Counter documents;
  private final Counter failedDocuments;
  private final Counter cancelledDocuments;
  private final Counter pages;
  private final Counter failedPages;
  private final Counter cancelledPages;
  private final Counter storeRetries;
  private final Counter restarts;
  private final Timer time;

  SplitCounters(MeterRegistry meters) {
    documents = SplitterMeter.DOCUMENTS.counter(meters, "outcome", "split");
    failedDocuments = SplitterMeter.DOCUMENTS.counter(meters, "outcome", "rejected");
    cancelledDocuments = SplitterMeter.DOCUMENTS.counter(meters, "outcome", "cancelled");
    pages = SplitterMeter.PAGES.counter(meters, "outcome", "rendered");
    failedPages = SplitterMeter.PAGES.counter(meters, "outcome", "failed");
    cancelledPages = SplitterMeter.PAGES.counter(meters, "outcome", "cancelled");
    storeRetries = SplitterMeter.STORE_RETRIES.counter(meters);
    restarts = SplitterMeter.RESTARTS.counter(meters);
    time = SplitterMeter.DOCUMENT.timer(meters);
  }

  void document(Duration took) {
    documents.increment();
    time.record(took);
  }

  void failedDocument(Duration took) {
    failedDocuments.increment();
    time.record(took);
  }

  void cancelledDocument(Duration took) {
    cancelledDocuments.increment();
    time.record(took);
  }

  void page() {
    pages.increment();
  }

  void failedPage() {
    failedPages.increment();
  }

  void cancelledPage() {
    cancelledPages.increment();
  }

  void storeRetry() {
    storeRetries.increment();
  }

  void restart() {
    restarts.increment();
  }

  /** Documents split. */
  public long documents() {
    return (long) documents.count();
  }

  /** Documents refused as a whole. */
  public long failedDocuments() {
    return (long) failedDocuments.count();
  }

  /** Pages made into images. */
  public long pages() {
    return (long) pages.count();
  }

  /** Pages that could not be made into images. */
  public long failedPages() {
    return (long) failedPages.count();
  }
}
