package io.scriptorium.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaggedRequestsTest {
  @Test
  void lengthsAreWithinTheirBoundsAndSpread() {
    List<Request> requests = new RaggedRequests(100, 1).ragged(200);

    assertThat(requests)
        .allSatisfy(
            request -> {
              assertThat(request.prompt()).hasSizeBetween(16, 512);
              assertThat(request.maxNewTokens()).isBetween(8, 256);
              assertThat(request.stopTokens()).isEmpty();
              assertThat(request.prompt()).allSatisfy(token -> assertThat(token).isBetween(0, 99));
            });
    assertThat(requests.stream().mapToInt(Request::maxNewTokens).average())
        .hasValueCloseTo(132, org.assertj.core.data.Offset.offset(15.0));
  }

  @Test
  void theSameSeedGivesTheSameRequestsHoweverMany() {
    Request first = new RaggedRequests(100, 1).ragged(3).get(0);
    Request again = new RaggedRequests(100, 1).ragged(30).get(0);

    assertThat(again.prompt()).isEqualTo(first.prompt());
    assertThat(again.maxNewTokens()).isEqualTo(first.maxNewTokens());
    assertThat(new RaggedRequests(100, 2).ragged(1).get(0).prompt()).isNotEqualTo(first.prompt());
  }
}
