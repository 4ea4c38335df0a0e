package io.scriptorium.engine.model.blip2;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.LanguageProgram;
import io.scriptorium.engine.model.Numerics;
import io.scriptorium.engine.model.PromptPositions;
import io.scriptorium.engine.model.gpt2.Gpt2;
import io.scriptorium.engine.model.gpt2.Gpt2Config;
import io.scriptorium.engine.model.gpt2.Opt;
import io.scriptorium.engine.model.qwen.Qwen2;
import io.scriptorium.engine.model.qwen.Qwen2Config;
import io.scriptorium.engine.model.qwen.UsualSizes;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import java.util.Map;

/** The language model that a Q-Former's queries go to: OPT, or one of Llama's shape (Vicuna). */
sealed interface LanguageModel {
  /**
   * Reads a configuration's {@code text_config}.
   *
   * @throws io.scriptorium.engine.torch.CheckpointException if it is another one, or makes no sense
   */
  static LanguageModel of(ConfigNode root) {
    ConfigNode text = root.child("text_config");
    return text.choice("model_type", "opt", "opt", "llama").equals("opt")
        ? new OfOpt(Opt.config(text))
        : new OfLlama(Qwen2Config.of(UsualSizes.complete(root, "llama")));
  }

  /** Size of a token's embedding. */
  int hiddenSize();

  /** Canonical names and shapes of its weights. */
  Map<String, Shape> weights();

  /** From its own stored name to the canonical one. */
  String canonicalName(String stored);

  LanguageProgram load(TensorScope scope, Checkpoint checkpoint, Numerics numerics);

  /** Where the tokens of a prompt of some length stand. */
  PromptPositions locate(int tokens);

  /** Llama. */
  record OfLlama(Qwen2Config config) implements LanguageModel {
    @Override
    public int hiddenSize() {
      return config.hiddenSize();
    }

    @Override
    public Map<String, Shape> weights() {
      return config.weights();
    }

    @Override
    public String canonicalName(String stored) {
      return stored;
    }

    @Override
    public LanguageProgram load(TensorScope scope, Checkpoint checkpoint, Numerics numerics) {
      return Qwen2.language(scope, config, checkpoint, numerics);
    }

    @Override
    public PromptPositions locate(int tokens) {
      return config.rotary().locate(tokens);
    }
  }

  /** OPT. */
  record OfOpt(Gpt2Config config) implements LanguageModel {
    @Override
    public int hiddenSize() {
      return config.nEmbd();
    }

    @Override
    public Map<String, Shape> weights() {
      return config.weights();
    }

    @Override
    public String canonicalName(String stored) {
      return Opt.canonicalName(stored);
    }

    @Override
    public LanguageProgram load(TensorScope scope, Checkpoint checkpoint, Numerics numerics) {
      return Gpt2.language(scope, config, checkpoint, numerics);
    }

    @Override
    public PromptPositions locate(int tokens) {
      return config.locate(tokens);
    }
  }
}
