package io.scriptorium.engine.constrain;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.util.automaton.ByteRunAutomaton;

/**
 * A constraint in a tokenizer's tokens: from each state, the tokens after which a match is still
 * possible. They are found when a state is first met, by walking the vocabulary's tree, and kept up
 * to a bound of memory. Safe for use by several threads.
 */
public final class TokenAutomaton {
  static final int DEAD = -1;

  private static final int MASK_MEMORY = 16 << 20;

  private final ByteRunAutomaton bytes;
  private final VocabularyTrie vocabulary;
  private final int mostMasks;
  private final Map<Integer, BitSet> masks;

  TokenAutomaton(ByteRunAutomaton bytes, VocabularyTrie vocabulary) {
    this.bytes = bytes;
    this.vocabulary = vocabulary;
    this.mostMasks =
        Math.min(bytes.getSize() + 1, Math.max(1, MASK_MEMORY / maskBytes(vocabulary)));
    this.masks =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Integer, BitSet> eldest) {
            return size() > mostMasks;
          }
        };
  }

  private static int maskBytes(VocabularyTrie vocabulary) {
    return vocabulary.size() / Byte.SIZE + 1;
  }

  /** About the memory that it may come to take, without the vocabulary. */
  long mostBytes() {
    return bytes.ramBytesUsed() + (long) mostMasks * maskBytes(vocabulary);
  }

  /**
   * Begins an answer.
   *
   * @param stopTokens tokens that end it
   */
  public ConstrainedAnswer begin(Set<Integer> stopTokens) {
    return new ConstrainedAnswer(this, stopTokens);
  }

  /** Where a leading space can be dropped, a state of its own before the automaton's first one. */
  int start() {
    return vocabulary.dropsLeadingSpace() ? bytes.getSize() : 0;
  }

  /** The state after a byte. */
  int step(int state, byte next) {
    if (state == bytes.getSize()) {
      return next == ' ' ? 0 : bytes.step(0, next & 0xff);
    }
    return bytes.step(state, next & 0xff);
  }

  /** The state after a token that can follow. */
  int step(int state, int token) {
    int next = state;
    for (byte each : vocabulary.bytes(token)) {
      next = step(next, each);
    }
    return next;
  }

  /** Whether the text up to here is a match. */
  boolean isComplete(int state) {
    return bytes.isAccept(state == bytes.getSize() ? 0 : state);
  }

  /** Tokens that can follow; not to be changed. */
  BitSet allowed(int state) {
    synchronized (masks) {
      BitSet known = masks.get(state);
      if (known != null) {
        return known;
      }
    }
    BitSet allowed = vocabulary.reachable(this, state);
    synchronized (masks) {
      masks.put(state, allowed);
    }
    return allowed;
  }
}
