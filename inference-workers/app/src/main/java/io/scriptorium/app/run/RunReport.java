package io.scriptorium.app.run;

import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import java.time.Duration;
import java.util.Locale;

/**
 * What a run came to.
 *
 * @param documents documents asked for
 * @param failed documents that were not read, or not in full
 * @param pages pages read
 * @param characters characters of plain text
 * @param tokens tokens generated
 */
public record RunReport(long documents, long failed, long pages, long characters, long tokens) {
  static final RunReport EMPTY = new RunReport(0, 0, 0, 0, 0);

  /** The same with another document. */
  RunReport plus(DocumentResult result) {
    return new RunReport(
        documents + 1,
        failed + (result.getStatus() == DocumentStatus.COMPLETE ? 0 : 1),
        pages + result.getPagesRead(),
        characters + result.getCharacters(),
        tokens + result.getTokens().getOutput());
  }

  /** The same with a document that nobody could even begin with. */
  RunReport plusFailed() {
    return new RunReport(documents + 1, failed + 1, pages, characters, tokens);
  }

  /** The whole in words. */
  public String summary(Duration elapsed) {
    double seconds = Math.max(1e-9, elapsed.toNanos() / 1e9);
    return String.format(
        Locale.ROOT,
        "%,d of %,d documents read, %,d failed: %,d pages, %,d characters in %.1f s"
            + " (%.1f pages/s, %,.0f tokens/s)",
        documents - failed,
        documents,
        failed,
        pages,
        characters,
        seconds,
        pages / seconds,
        tokens / seconds);
  }
}
