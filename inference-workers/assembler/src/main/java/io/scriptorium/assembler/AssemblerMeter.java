package io.scriptorium.assembler;

import io.scriptorium.schemas.telemetry.ServiceMeter;

/**
 * What an assembler measures, beside Kafka Streams. It counts when it works: what an aborted
 * transaction makes it do again is counted again.
 */
public enum AssemblerMeter implements ServiceMeter {
  DOCUMENTS("documents", "Documents closed, by status: complete, partial, failed or cancelled"),
  PAGES("pages", "Pages of closed documents, by outcome: read or not"),
  DOCUMENT("document", "Time from a document's submission to its closing"),
  DEAD_LETTERS("dead.letters", "Dead letters");

  private final String id;
  private final String description;

  AssemblerMeter(String name, String description) {
    this.id = "scriptorium.assembler." + name;
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
