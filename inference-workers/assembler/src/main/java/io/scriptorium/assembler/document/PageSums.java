package io.scriptorium.assembler.document;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.TokenCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sums over the pages of one document. For one thread. */
final class PageSums {
  private final List<Integer> failedPages = new ArrayList<>();
  private Optional<Failure> firstFailure = Optional.empty();
  private long characters;
  private int textTokens;
  private int imageTokens;
  private int outputTokens;

  void add(PageResult page) {
    String text = page.getText();
    characters += text.codePointCount(0, text.length());
    textTokens += page.getTokens().getText();
    imageTokens += page.getTokens().getImage();
    outputTokens += page.getTokens().getOutput();
    if (!Tally.isRead(page.getStatus())) {
      failedPages.add(page.getPage());
      firstFailure = firstFailure.or(() -> Optional.ofNullable(page.getFailure()));
    }
  }

  /** Numbers of the pages that were not read, in the order in which they were added. */
  List<Integer> failedPages() {
    return failedPages;
  }

  Optional<Failure> firstFailure() {
    return firstFailure;
  }

  /** Unicode code points of the pages' texts. */
  long characters() {
    return characters;
  }

  TokenCounts tokens() {
    return new TokenCounts(textTokens, imageTokens, outputTokens);
  }
}
