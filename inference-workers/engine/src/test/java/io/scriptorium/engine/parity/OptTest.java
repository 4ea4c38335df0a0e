package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.batch.LoadedModel;
import io.scriptorium.engine.batch.Speculation;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OPT beside its definition. */
class OptTest {
  private static final List<int[]> PROMPTS =
      List.of(new int[] {2, 9, 17, 33}, new int[] {2, 5}, new int[] {2, 39, 1, 1, 8, 30, 12});

  private final PlainOpt plain = new PlainOpt();

  @TempDir Path folder;

  @BeforeEach
  void writeTheModel() throws IOException {
    Torch.get().adoptThread();
    plain.write(folder);
    configure(config());
  }

  /** The configuration of the weights. */
  static ObjectNode config() {
    return new ObjectMapper()
        .createObjectNode()
        .put("model_type", "opt")
        .put("vocab_size", PlainOpt.VOCABULARY)
        .put("hidden_size", PlainOpt.HIDDEN)
        .put("word_embed_proj_dim", PlainOpt.HIDDEN)
        .put("num_hidden_layers", PlainOpt.LAYERS)
        .put("num_attention_heads", PlainOpt.HEADS)
        .put("ffn_dim", PlainOpt.INNER)
        .put("max_position_embeddings", PlainOpt.POSITIONS)
        .put("do_layer_norm_before", true)
        .put("activation_function", "relu");
  }

  private void configure(ObjectNode config) throws IOException {
    new ObjectMapper().writeValue(folder.resolve("config.json").toFile(), config);
  }

  @Test
  void computesWhatItsDefinitionSays() {
    try (Model model = ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu())) {
      for (int[] prompt : PROMPTS) {
        try (PromptRun run = PromptRun.of(model, prompt, List.of())) {
          double[] expected =
              Arrays.stream(plain.logits(prompt)).flatMapToDouble(Arrays::stream).toArray();
          float[] logits = run.logits();
          assertThat(logits).hasSameSizeAs(expected);
          for (int i = 0; i < expected.length; i++) {
            assertThat((double) logits[i]).isCloseTo(expected[i], within(1e-4));
          }
        }
      }
    }
  }

  @Test
  void answersWhatItsDefinitionSaysInOneBatch() {
    EngineSettings settings =
        EngineSettings.defaults()
            .withComputeType(ComputeType.FLOAT32)
            .withReplicas(1)
            .withSpeculation(Speculation.fixed(2))
            .withCacheBytes(4L << 20);
    try (LoadedModel model = LoadedModel.load(folder, settings)) {
      List<CompletableFuture<Completion>> answers =
          PROMPTS.stream()
              .map(prompt -> new Request(prompt, List.of(), 12, Set.of()))
              .map(model.generator()::submit)
              .toList();
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).join().tokens()).containsExactly(greedy(PROMPTS.get(i), 12));
      }
    }
  }

  private int[] greedy(int[] prompt, int tokens) {
    int[] text = prompt;
    for (int i = 0; i < tokens; i++) {
      double[] last = plain.logits(text)[text.length - 1];
      int best =
          IntStream.range(0, last.length).reduce((a, b) -> last[b] > last[a] ? b : a).orElseThrow();
      text = IntStream.concat(IntStream.of(text), IntStream.of(best)).toArray();
    }
    return Arrays.copyOfRange(text, prompt.length, text.length);
  }

  @ParameterizedTest
  @CsvSource({
    "do_layer_norm_before, false",
    "activation_function, gelu_new",
    "word_embed_proj_dim, 8",
    "num_attention_heads, 3",
    "enable_bias, false"
  })
  void whatIsNotBuiltIsRefusedByItsKey(String key, String value) throws IOException {
    ObjectNode config = config();
    if (value.matches("[0-9]+")) {
      config.put(key, Integer.parseInt(value));
    } else if (value.equals("false")) {
      config.put(key, false);
    } else {
      config.put(key, value);
    }
    configure(config);

    assertThatThrownBy(() -> ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu()).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(key.equals("num_attention_heads") ? "3 heads" : key);
  }
}
