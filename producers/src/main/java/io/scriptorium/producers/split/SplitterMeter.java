package io.scriptorium.producers.split;

import io.scriptorium.schemas.telemetry.ServiceMeter;

/** What a splitter measures, beside Kafka's clients. */
public enum SplitterMeter implements ServiceMeter {
  DOCUMENTS("documents", "Documents, by outcome: split, rejected as a whole or cancelled"),
  PAGES("pages", "Pages, by outcome: rendered, failed or cancelled"),
  DOCUMENT(
      "document",
      "Time from taking a document to its last page, its rejection or its cancellation"),
  STORE_RETRIES("store.retries", "Times that a store failed and was asked again"),
  RESTARTS("restarts", "Times that a failure made the splitter start anew");

  private final String id;
  private final String description;

  SplitterMeter(String name, String description) {
    this.id = "scriptorium.splitter." + name;
    this.description = description;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String unit() {
    return "";
  }

  @Override
  public String description() {
    return description;
  }
}
