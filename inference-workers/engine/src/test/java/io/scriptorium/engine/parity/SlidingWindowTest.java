package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In a model of one layer a window leaves exactly the last tokens to see, and the rotary embedding
 * knows distances alone: a long prompt ends as its last tokens by themselves do.
 */
class SlidingWindowTest {
  private static final int WINDOW = 7;
  private static final int[] PROMPT = new Random(5).ints(40, 1, 256).toArray();

  @TempDir Path folder;

  @Test
  void aTokenSeesTheWindowAndNothingBefore() {
    Fixtures.edited(
        "parity/models/qwen2", folder, config -> windowed(config).put("max_window_layers", 0));

    assertThat(differenceFromTheLast(WINDOW)).isLessThan(1e-4);
    assertThat(differenceFromTheLast(WINDOW - 1)).isGreaterThan(1e-2);
  }

  @Test
  void layersBeforeTheFirstWindowedOneSeeEverything() {
    Fixtures.edited(
        "parity/models/qwen2", folder, config -> windowed(config).put("max_window_layers", 1));

    assertThat(differenceFromTheLast(WINDOW)).isGreaterThan(1e-2);
  }

  private static ObjectNode windowed(ObjectNode config) {
    return config
        .put("num_hidden_layers", 1)
        .put("use_sliding_window", true)
        .put("sliding_window", WINDOW);
  }

  /** Between the logits after the prompt and those after so many of its tokens by themselves. */
  private double differenceFromTheLast(int tokens) {
    Torch.get().adoptThread();
    try (Model model = ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu())) {
      float[] whole = lastLogits(model, PROMPT);
      int start = PROMPT.length - tokens;
      float[] last = lastLogits(model, Arrays.copyOfRange(PROMPT, start, PROMPT.length));
      return IntStream.range(0, whole.length)
          .mapToDouble(i -> Math.abs((double) whole[i] - last[i]))
          .max()
          .orElseThrow();
    }
  }

  private static float[] lastLogits(Model model, int[] prompt) {
    try (PromptRun run = PromptRun.of(model, prompt, List.of())) {
      float[] logits = run.logits();
      return Arrays.copyOfRange(logits, logits.length - model.shape().vocabulary(), logits.length);
    }
  }
}
