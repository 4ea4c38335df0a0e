package io.scriptorium.engine.constrain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Vocabularies of bytes. */
final class Bytes {
  /** A token for each byte. */
  static final byte[][] ALL = of();

  private Bytes() {}

  /** A token for each byte, then these; empty ones are special. */
  static byte[][] of(String... others) {
    byte[][] tokens = new byte[256 + others.length][];
    for (int value = 0; value < 256; value++) {
      tokens[value] = new byte[] {(byte) value};
    }
    byte[][] more =
        Arrays.stream(others)
            .map(other -> other.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    System.arraycopy(more, 0, tokens, 256, more.length);
    return tokens;
  }
}
