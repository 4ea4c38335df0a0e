package io.scriptorium.engine.batch;

/**
 * How far ahead tokens are drafted. Drafts never change an answer: each is verified by the model.
 *
 * @param mode how the depth is chosen
 * @param depth most drafts after a sequence's last token
 */
public record Speculation(Mode mode, int depth) {
  /** No drafts, and no work for them. */
  public static final Speculation OFF = new Speculation(Mode.FIXED, 0);

  private static final int DEFAULT_DEPTH = 3;

  /** How a depth is chosen. */
  public enum Mode {
    /** Always the same. */
    FIXED,
    /** What promises the most tokens a second by measured acceptance and costs, down to none. */
    ADAPTIVE
  }

  public Speculation {
    if (depth < 0) {
      throw new IllegalArgumentException("A depth of " + depth + " is negative");
    }
  }

  /** As deep as it pays. */
  public static Speculation adaptive() {
    return new Speculation(Mode.ADAPTIVE, DEFAULT_DEPTH);
  }

  /** Always so many drafts. */
  public static Speculation fixed(int depth) {
    return new Speculation(Mode.FIXED, depth);
  }
}
