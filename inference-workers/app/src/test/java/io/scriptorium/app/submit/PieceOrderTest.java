package io.scriptorium.app.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.PartialText;
import org.junit.jupiter.api.Test;

class PieceOrderTest {
  private final PieceOrder order = new PieceOrder();

  private boolean isNews(int page, int attempt, int sequence) {
    return order.isNews(
        PartialText.newBuilder()
            .setJobId("a")
            .setPage(page)
            .setAttempt(attempt)
            .setSequence(sequence)
            .setText("text")
            .build());
  }

  @Test
  void eachPieceIsNewsOnce() {
    assertThat(isNews(1, 1, 0)).isTrue();
    assertThat(isNews(1, 1, 1)).isTrue();
    assertThat(isNews(1, 1, 1)).isFalse();
    assertThat(isNews(1, 1, 0)).isFalse();
    assertThat(isNews(2, 1, 0)).isTrue();
  }

  @Test
  void droppedPiecesAreNotWaitedFor() {
    assertThat(isNews(1, 1, 0)).isTrue();
    assertThat(isNews(1, 1, 5)).isTrue();
  }

  @Test
  void aLaterAttemptBeginsAnewAndSilencesTheEarlier() {
    assertThat(isNews(1, 1, 3)).isTrue();
    assertThat(isNews(1, 2, 0)).isTrue();
    assertThat(isNews(1, 1, 4)).isFalse();
    assertThat(isNews(1, 2, 1)).isTrue();
  }
}
