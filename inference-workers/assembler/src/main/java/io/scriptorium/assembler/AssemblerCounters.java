package io.scriptorium.assembler;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what all tasks of an assembler do. Safe for use by several threads. */
final class AssemblerCounters {
  private final Map<DocumentStatus, Counter> documents = new EnumMap<>(DocumentStatus.class);
  private final Counter pagesRead;
  private final Counter pagesFailed;
  private final Counter deadLetters;
  private final Timer time;

  AssemblerCounters(MeterRegistry meters) {
    for (DocumentStatus status : DocumentStatus.values()) {
      String tag = status.name().toLowerCase(Locale.ROOT);
      documents.put(status, AssemblerMeter.DOCUMENTS.counter(meters, "status", tag));
    }
    pagesRead = AssemblerMeter.PAGES.counter(meters, "outcome", "read");
    pagesFailed = AssemblerMeter.PAGES.counter(meters, "outcome", "failed");
    deadLetters = AssemblerMeter.DEAD_LETTERS.counter(meters);
    time = AssemblerMeter.DOCUMENT.timer(meters);
  }

  void closed(DocumentResult result, Instant submitted) {
    Counter counter = documents.get(result.getStatus());
    if (counter != null) {
      counter.increment();
    }
    pagesRead.increment(result.getPagesRead());
    pagesFailed.increment(result.getFailedPages().size());
    time.record(Duration.between(submitted, result.getFinishedAt()));
  }

  void deadLetter() {
    deadLetters.increment();
  }
}
