package io.scriptorium.engine.model.deepseek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.model.ConfigNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes of DeepSeek-V2-Lite. */
class DeepSeekConfigTest {
  private static final String V2_LITE =
      """
      {"vocab_size": 102400, "hidden_size": 2048, "intermediate_size": 10944,
       "num_hidden_layers": 27, "num_attention_heads": 16, "kv_lora_rank": 512,
       "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
       "max_position_embeddings": 163840}
      """;

  /** Against 0.1 w ln(40) + 1, squared, over the root of 192, computed apart. */
  @ParameterizedTest
  @CsvSource({"0.707, 0.11472139", "1.0, 0.13523378", "0, 0.07216878"})
  void yarnSharpensAttentionByTheSquareOfItsFactor(double weight, double scale) {
    ObjectNode config = json();
    config
        .putObject("rope_scaling")
        .put("type", "yarn")
        .put("factor", 40)
        .put("original_max_position_embeddings", 4096)
        .put("mscale", weight)
        .put("mscale_all_dim", weight);

    assertThat(of(config).attentionScale()).isCloseTo(scale, within(1e-8));
  }

  @Test
  void withoutScalingOfPositionsNothingIsSharpened() {
    assertThat(of(json()).attentionScale()).isCloseTo(1 / Math.sqrt(192), within(1e-12));
  }

  /** 2 · 512 · (128 + 128) operations to project, 4 · (512 − 128) saved by each row. */
  @Test
  void cachedKeysAreProjectedForSoManyRowsThatItPays() {
    assertThat(of(json()).expandFrom()).isEqualTo(171);
  }

  @Test
  void keysThatTheCacheHoldsInFewerNumbersThanAHeadHasAreNeverProjected() {
    assertThat(of(json().put("kv_lora_rank", 128)).expandFrom()).isEqualTo(Integer.MAX_VALUE);
  }

  private static ObjectNode json() {
    try {
      return (ObjectNode) new ObjectMapper().readTree(V2_LITE);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DeepSeekConfig of(ObjectNode config) {
    return DeepSeekConfig.of(new ConfigNode(Path.of("config.json"), "", config), false);
  }
}
