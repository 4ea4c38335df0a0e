package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.StopStrings;
import io.scriptorium.engine.TokenText;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopSearchTest {
  private static final List<String> WORDS = List.of("ab", "cE", "ND", "xy");

  @Test
  void findsAStringThatBeginsWithinATokenAndEndsInTheNext() {
    StopSearch search = search("END");
    search.add(0);
    search.add(1);
    assertThat(search.found()).isEmpty();
    search.add(2);

    assertThat(search.found()).contains(new StopSearch.Found(2, "abc"));
  }

  @Test
  void aTokenThatBeginsWithTheStringIsLeftOut() {
    StopSearch search = search("x", "y");
    search.add(0);
    search.add(3);

    assertThat(search.found()).contains(new StopSearch.Found(1, "ab"));
  }

  private static StopSearch search(String... strings) {
    return new StopSearch(new StopStrings(List.of(strings), Words::new));
  }

  /** Each token is a word. */
  private static final class Words implements TokenText {
    @Override
    public String add(int token) {
      return WORDS.get(token);
    }

    @Override
    public String finish() {
      return "";
    }
  }
}
