package io.scriptorium.producers.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scriptorium.avro.FailureReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageRangeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1-3,7,9- | 1 2 3 7 9 10",
        "-2       | 1 2",
        "3,1,3-4  | 1 3 4",
        " 2 - 3 , 5 | 2 3 5",
        "8-99     | 8 9 10",
        "1-       | 1 2 3 4 5 6 7 8 9 10"
      })
  void pagesOfTenAreSelectedAscendingAndOnce(String range, String pages) throws Exception {
    assertThat(PageRange.parse(range).select(10))
        .extracting(String::valueOf)
        .containsExactly(pages.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",", "1,", "-", "0", "0-3", "3-1", "a", "1-2-3", "1;2", "99999999999"})
  void whatIsNoRangeIsRefusedWithAnExample(String range) {
    SplitException failure =
        catchThrowableOfType(SplitException.class, () -> PageRange.parse(range));

    assertThat(failure.reason()).isEqualTo(FailureReason.BAD_PAGE_RANGE);
    assertThat(failure).hasMessageContaining("1-3,7,9-");
  }

  @Test
  void rangeBehindTheLastPageIsRefused() throws Exception {
    PageRange range = PageRange.parse("11-");

    SplitException failure = catchThrowableOfType(SplitException.class, () -> range.select(10));

    assertThat(failure.reason()).isEqualTo(FailureReason.BAD_PAGE_RANGE);
    assertThat(failure).hasMessage("None of the pages 11-: the document has 10");
  }
}
