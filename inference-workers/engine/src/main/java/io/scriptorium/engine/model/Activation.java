package io.scriptorium.engine.model;

import java.util.stream.Stream;

/** What stands between the two projections of an encoder's feed-forward layers. */
public enum Activation {
  /** GELU (arXiv 1606.08415). */
  GELU("gelu", 0),
  /** Its approximation by x · sigmoid(1.702 x). */
  QUICK_GELU("quick_gelu", 1);

  private final String configured;
  private final int code;

  Activation(String configured, int code) {
    this.configured = configured;
    this.code = code;
  }

  /**
   * Reads {@code hidden_act}.
   *
   * @throws io.scriptorium.engine.torch.CheckpointException if it is another one
   */
  public static Activation of(ConfigNode config, Activation otherwise) {
    String[] supported = Stream.of(values()).map(it -> it.configured).toArray(String[]::new);
    String name = config.choice("hidden_act", otherwise.configured, supported);
    return Stream.of(values()).filter(it -> it.configured.equals(name)).findFirst().orElseThrow();
  }

  /** Its number in {@code encoder.py}. */
  public int code() {
    return code;
  }
}
