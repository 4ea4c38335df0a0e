package io.scriptorium.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TokenEstimatesTest {
  private final TokenEstimates estimates = new TokenEstimates();

  private static Job page(long bytes) {
    return new Job.Page(JobSamples.page(1).setPayload(JobSamples.reference(bytes)).build());
  }

  private static Job image(long bytes) {
    return new Job.Image(JobSamples.image().setPayload(JobSamples.reference(bytes)).build());
  }

  @Test
  void guessesBeforeAnythingIsKnown() {
    assertThat(estimates.of(page(1000))).isEqualTo(TokenEstimates.FIRST_GUESS);
  }

  @Test
  void comesToWhatJobsOfATaskTake() {
    estimates.learn(page(1000), 9000);
    for (int i = 0; i < 100; i++) {
      estimates.learn(page(1000), 500);
    }

    assertThat(estimates.of(page(1000))).isCloseTo(500, within(5L));
    assertThat(estimates.of(image(1000))).isEqualTo(TokenEstimates.FIRST_GUESS);
  }

  @Test
  void takesMoreBytesForMoreTokensUpToAPoint() {
    estimates.learn(page(1000), 500);

    assertThat(estimates.of(page(2000))).isEqualTo(1000);
    assertThat(estimates.of(page(1_000_000))).isEqualTo(2000);
    assertThat(estimates.of(page(1))).isEqualTo(125);
  }

  @Test
  void noJobIsFree() {
    estimates.learn(page(1000), 0);

    assertThat(estimates.of(page(1000))).isEqualTo(TokenEstimates.LEAST);
  }
}
