package io.scriptorium.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromQlTest {
  @Test
  void findsTheMetricsAndNothingElse() {
    assertThat(
            PromQl.metrics(
                "histogram_quantile(0.95, sum by (le, stage) (rate(a_bucket{x=~\"$y}\"}[5m])))"
                    + " / on (instance) group_left (job) b_total unless c > 1e3 or sum(d) by (e)"))
        .containsExactly("a_bucket", "b_total", "c", "d");
  }
}
