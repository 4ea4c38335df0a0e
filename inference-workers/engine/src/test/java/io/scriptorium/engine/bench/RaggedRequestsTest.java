package io.scriptorium.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.Request;
import java.util.List;
import java.util.stream.IntStream;
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
              assertThat(IntStream.of(request.prompt()).allMatch(t -> t >= 0 && t < 100)).isTrue();
            });
    double mean = requests.stream().mapToInt(Request::maxNewTokens).average().orElseThrow();
    assertThat(mean).isBetween(117.0, 147.0);
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
