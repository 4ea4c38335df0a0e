package io.scriptorium.engine.text;

import java.util.HashMap;
import java.util.Map;

/**
 * GPT-2's characters of bytes: those that can be seen stand for themselves, the others are numbered
 * from U+0100.
 */
final class ByteCharacters {
  private static final char[] CHARACTERS = new char[256];

  static {
    int others = 0;
    for (int value = 0; value < 256; value++) {
      boolean visible =
          (value >= '!' && value <= '~') || (value >= 0xa1 && value <= 0xff && value != 0xad);
      CHARACTERS[value] = (char) (visible ? value : 256 + others++);
    }
  }

  private ByteCharacters() {}

  /** A character for each byte. */
  static String text(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte each : bytes) {
      text.append(CHARACTERS[each & 0xff]);
    }
    return text.toString();
  }

  /** The byte of each character. */
  static Map<Integer, Byte> bytes() {
    Map<Integer, Byte> bytes = new HashMap<>();
    for (int value = 0; value < 256; value++) {
      bytes.put((int) CHARACTERS[value], (byte) value);
    }
    return bytes;
  }
}
