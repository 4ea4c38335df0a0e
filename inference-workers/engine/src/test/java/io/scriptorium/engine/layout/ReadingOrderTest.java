package io.scriptorium.engine.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scriptorium.engine.eval.PageTruth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadingOrderTest {
  /**
   * Share of words in order that each page has at least, with every run in random order at first.
   */
  private static final Map<String, Double> AT_LEAST =
      Map.of(
          "filing_01", 0.95,
          "multicol_01", 0.9,
          "multicol_03", 0.85,
          "multicol_05", 0.95,
          "multicol_07", 0.9,
          "receipt_03", 0.95,
          "singlecol_01", 0.95);

  @Test
  void restoresTheOrderOfRealPages() throws IOException {
    Optional<Path> pages = realPages();
    assumeTrue(
        pages.isPresent(), "no shared/data/pages beside the project: real pages are not checked");
    for (PageTruth truth : PageTruth.readAll(pages.orElseThrow())) {
      TruthRuns runs = new TruthRuns(truth, 1);
      PageText page = PageComposer.compose(runs.lines());
      assertThat(page.regions()).as(truth.name()).hasSameSizeAs(runs.lines());
      assertThat(runs.order(page))
          .as(truth.name())
          .isGreaterThanOrEqualTo(AT_LEAST.getOrDefault(truth.name(), 0.0));
    }
  }

  private static Optional<Path> realPages() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path pages = at.resolve("shared/data/pages");
      if (Files.isDirectory(pages)) {
        return Optional.of(pages);
      }
    }
    return Optional.empty();
  }
}
