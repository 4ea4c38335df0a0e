package io.scriptorium.producers.split;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a splitter works.
 *
 * @param limits of documents
 * @param pagesPerTransaction pages after which what is done is committed
 * @param commitInterval time after which it is committed at the latest
 * @param retries how often something is tried again
 * @param scratch folder for copies of documents while they are split
 */
public record SplitterSettings(
    SplitLimits limits,
    int pagesPerTransaction,
    Duration commitInterval,
    SplitRetries retries,
    Path scratch) {

  public SplitterSettings {
    if (pagesPerTransaction < 1 || commitInterval.isNegative()) {
      throw new IllegalArgumentException("Settings of the splitter are positive");
    }
  }

  /** Usual settings. */
  public static SplitterSettings in(Path scratch) {
    return new SplitterSettings(
        SplitLimits.DEFAULT, 32, Duration.ofMillis(250), SplitRetries.DEFAULT, scratch);
  }
}
