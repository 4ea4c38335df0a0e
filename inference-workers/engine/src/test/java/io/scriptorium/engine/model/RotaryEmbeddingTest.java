package io.scriptorium.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.engine.torch.CheckpointException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frequencies against values that were computed from the papers' formulas by themselves. */
class RotaryEmbeddingTest {
  private static final String DEEPSEEK_YARN =
      """
      {"max_position_embeddings": 163840, "rope_theta": 10000,
       "rope_scaling": {"type": "yarn", "factor": 40, "original_max_position_embeddings": 4096,
                        "beta_fast": 32, "beta_slow": 1, "mscale": %s, "mscale_all_dim": %s}}
      """;

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "10, 0.05623413251903491",
    "15, 0.008334508951020777",
    "20, 0.0007905694150420946",
    "23, 3.33380358040831e-05",
    "31, 3.3338035804083097e-06"
  })
  void yarnKeepsFastTurnsAndStretchesSlowOnes(int pair, double frequency) {
    RotaryEmbedding rotary = of(DEEPSEEK_YARN.formatted("1.0", "1.0"), 64);

    assertThat(rotary.frequencies()[pair]).isCloseTo(frequency, within(1e-12 * frequency));
    assertThat(rotary.maxPositions()).isEqualTo(163840);
  }

  @ParameterizedTest
  @CsvSource({"0.707, 0.707, 1", "1.0, 0.707, 1.0857263992561", "0, 0, 1.3688879454113936"})
  void yarnsSharpeningIsWeightedAsDeepSeekDoes(String weight, String all, double magnitude) {
    RotaryEmbedding rotary = of(DEEPSEEK_YARN.formatted(weight, all), 64);

    assertThat(rotary.magnitude()).isCloseTo(magnitude, within(1e-10));
  }

  @Test
  void yarnInTheNewerStyleReachesBeyondTheTrainedLength() {
    RotaryEmbedding rotary =
        of(
            """
            {"max_position_embeddings": 32768,
             "rope_parameters": {"rope_type": "yarn", "rope_theta": 1000000, "factor": 4.0,
                                 "original_max_position_embeddings": 32768}}
            """,
            128);

    assertThat(rotary.frequencies()[30]).isCloseTo(0.001064360981247002, within(1e-15));
    assertThat(rotary.frequencies()[63]).isCloseTo(3.102344401879299e-07, within(1e-18));
    assertThat(rotary.magnitude()).isCloseTo(1.138629436111989, within(1e-12));
    assertThat(rotary.maxPositions()).isEqualTo(131072);
  }

  @Test
  void dynamicScalingTellsTokensTheLengthThatTheyWereComputedAt() {
    RotaryEmbedding rotary =
        of(
            """
            {"max_position_embeddings": 64, "rope_scaling": {"type": "dynamic", "factor": 2.0}}
            """,
            16);

    PromptPositions within = rotary.locate(64);
    assertThat(within.at(1, 63)).isZero();
    assertThat(within.at(1, 64)).isEqualTo(64);
    PromptPositions beyond = rotary.locate(100);
    assertThat(beyond.at(1, 0)).isEqualTo(99);
    assertThat(beyond.at(1, 100)).isEqualTo(100);
    assertThat(beyond.at(0, 100)).isEqualTo(100);
  }

  @Test
  void namesATypeThatIsNotSupportedAndThoseThatAre() {
    assertThatThrownBy(
            () ->
                of(
                    """
                    {"max_position_embeddings": 64, "rope_scaling": {"type": "longrope"}}
                    """,
                    16))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "config.json: rope_scaling.type is \"longrope\"; supported: default, linear, dynamic,"
                + " yarn, llama3");
  }

  @Test
  void namesAFactorThatIsMissingOrNoNumber() {
    assertThatThrownBy(
            () ->
                of(
                    """
                    {"max_position_embeddings": 64, "rope_scaling": {"type": "linear"}}
                    """,
                    16))
        .hasMessage("config.json lacks rope_scaling.factor");
    assertThatThrownBy(
            () ->
                of(
                    """
                    {"max_position_embeddings": 64, "rope_scaling": {"type": "linear", "factor": "4"}}
                    """,
                    16))
        .hasMessage("config.json: rope_scaling.factor is \"4\", but must be a positive number");
  }

  private static RotaryEmbedding of(String config, int dim) {
    try {
      return RotaryEmbedding.of(
          new ConfigNode(Path.of("config.json"), "", new ObjectMapper().readTree(config)), dim);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
