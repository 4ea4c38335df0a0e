package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.console.ActionableException;
import java.time.Duration;
import java.util.Locale;

/**
 * What reading some pages came to.
 *
 * @param pages that were read
 * @param failed documents that were not read, or not in full
 * @param tokens generated
 * @param elapsed from the first page handed in to the last result taken
 * @param shares where processor time went
 */
record Round(long pages, long failed, long tokens, Duration elapsed, StageShares shares) {
  double seconds() {
    return elapsed.toNanos() / 1e9;
  }

  double pagesPerSecond() {
    return pages / seconds();
  }

  double tokensPerSecond() {
    return tokens / seconds();
  }

  /** Of all threads, per page. */
  double processorSeconds() {
    return shares.whole() / pages;
  }

  /** Of the threads of a stage, per page. */
  double processorSeconds(Stage stage) {
    return shares.of(stage) / pages;
  }

  /**
   * This round.
   *
   * @throws ActionableException if a page was not read, so that its time says nothing
   */
  Round requireAll() {
    if (failed > 0) {
      throw new ActionableException(
          "%d pages were not read; nothing is measured".formatted(failed));
    }
    return this;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d pages in %.1f s (%.2f pages/s), %.3f processor seconds a page",
        pages,
        seconds(),
        pagesPerSecond(),
        processorSeconds());
  }
}
