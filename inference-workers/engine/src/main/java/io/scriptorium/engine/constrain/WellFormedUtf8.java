package io.scriptorium.engine.constrain;

import java.util.List;

/**
 * Byte sequences that are UTF-8: none longer than need be, no surrogates, nothing above U+10FFFF.
 * From table 3-7 of the Unicode standard.
 */
final class WellFormedUtf8 {
  private static final Language NEXT = Language.range(0x80, 0xbf);

  /** Languages here are over bytes instead of code points. */
  static final Language TEXTS =
      Language.union(
              List.of(
                  Language.range(0, 0x7f),
                  character(Language.range(0xc2, 0xdf), NEXT),
                  character(Language.range(0xe0, 0xe0), Language.range(0xa0, 0xbf), NEXT),
                  character(Language.range(0xe1, 0xec), NEXT, NEXT),
                  character(Language.range(0xed, 0xed), Language.range(0x80, 0x9f), NEXT),
                  character(Language.range(0xee, 0xef), NEXT, NEXT),
                  character(Language.range(0xf0, 0xf0), Language.range(0x90, 0xbf), NEXT, NEXT),
                  character(Language.range(0xf1, 0xf3), NEXT, NEXT, NEXT),
                  character(Language.range(0xf4, 0xf4), Language.range(0x80, 0x8f), NEXT, NEXT)))
          .atLeast(0)
          .determinized();

  private WellFormedUtf8() {}

  private static Language character(Language... bytes) {
    return Language.concatenation(List.of(bytes));
  }
}
