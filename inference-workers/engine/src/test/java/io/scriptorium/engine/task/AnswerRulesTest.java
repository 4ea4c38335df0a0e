package io.scriptorium.engine.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.scriptorium.engine.Search;
import io.scriptorium.engine.constrain.ConstraintSpec;
import io.scriptorium.engine.sample.Sampling;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AnswerRulesTest {
  private static final AnswerRules CONSTRAINED =
      AnswerRules.USUAL.withConstraint(new ConstraintSpec.Regex("a"));
  private static final Search BEAMS = new Search.Beams(2, 1, false);

  @Test
  void aBoundOfTokensIsUsual() {
    assertThat(AnswerRules.USUAL.areUsual()).isTrue();
    assertThat(AnswerRules.USUAL.withMaxTokens(7).areUsual()).isTrue();
    assertThat(CONSTRAINED.areUsual()).isFalse();
    assertThat(AnswerRules.USUAL.withStopStrings(List.of("a")).areUsual()).isFalse();
    assertThat(AnswerRules.USUAL.withSampling(Sampling.ofTemperature(1)).areUsual()).isFalse();
    assertThat(AnswerRules.USUAL.withSearch(BEAMS).areUsual()).isFalse();
  }

  @Test
  void boundsAreKept() {
    refused(() -> AnswerRules.USUAL.withMaxTokens(0), "at least one token, not 0");
    refused(() -> AnswerRules.USUAL.withStopStrings(List.of("")), "1 to 1,000 characters");
    refused(
        () -> AnswerRules.USUAL.withStopStrings(List.of("a".repeat(1_001))),
        "1 to 1,000 characters");
    refused(
        () -> AnswerRules.USUAL.withStopStrings(Collections.nCopies(17, "a")),
        "at most 16 stop strings");
    assertThat(AnswerRules.USUAL.withStopStrings(Collections.nCopies(16, "a".repeat(1_000))))
        .isNotNull();
  }

  @Test
  void rulesThatContradictEachOtherAreRefused() {
    refused(() -> CONSTRAINED.withStopStrings(List.of("a")), "not with a stop string");
    refused(() -> CONSTRAINED.withSearch(BEAMS), "Beam search");
    refused(() -> AnswerRules.USUAL.withStopStrings(List.of("a")).withSearch(BEAMS), "Beam search");
    refused(
        () -> AnswerRules.USUAL.withSampling(Sampling.ofTemperature(1)).withSearch(BEAMS),
        "Beam search");
  }

  private static void refused(ThrowingCallable rules, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(rules)
        .withMessageContaining(why)
        .withMessageNotContaining("\n");
  }
}
