package io.scriptorium.engine.constrain;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The tokens that are text, as a tree of their bytes. Nodes are numbered from left to right, each
 * before those below it, so that a walk goes through arrays from front to back:
 *
 * <pre>
 *   tokens  "a"  "ab"  "ac"  "b"
 *   node     0    1     2     3
 *   label    a    b     c     b
 *   depth    0    1     1     0
 *   after    3    2     3     4      first node that is not below it
 * </pre>
 *
 * <p>Immutable.
 */
public final class VocabularyTrie {
  /** What becomes of a space with which an answer begins. */
  public enum LeadingSpace {
    /** It is part of the text. */
    KEPT,
    /** The tokenizer takes it away, as those made of sentencepiece models do. */
    DROPPED
  }

  private final byte[][] tokens;
  private final LeadingSpace leadingSpace;

  /**
   * Ids in the order of their bytes; node i ends those from firstId[i] to before firstId[i + 1].
   */
  private final int[] ids;

  private final int[] firstId;
  private final byte[] label;
  private final int[] depth;
  private final int[] after;
  private final int nodes;
  private final int longest;

  /**
   * @param tokens UTF-8, of whole characters or parts of them, by id; empty for a token that is no
   *     text; not copied
   */
  public VocabularyTrie(byte[][] tokens, LeadingSpace leadingSpace) {
    this.tokens = tokens;
    this.leadingSpace = leadingSpace;
    this.ids =
        IntStream.range(0, tokens.length)
            .filter(id -> tokens[id].length > 0)
            .boxed()
            .sorted((a, b) -> Arrays.compareUnsigned(tokens[a], tokens[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    this.longest = Arrays.stream(tokens).mapToInt(token -> token.length).max().orElse(0);
    this.nodes = countNodes();
    this.firstId = new int[nodes + 1];
    this.label = new byte[nodes];
    this.depth = new int[nodes];
    this.after = new int[nodes];
    fill();
  }

  private int countNodes() {
    int count = 0;
    byte[] before = new byte[0];
    for (int id : ids) {
      count += tokens[id].length - commonPrefix(before, tokens[id]);
      before = tokens[id];
    }
    return count;
  }

  private void fill() {
    int[] path = new int[longest];
    int next = 0;
    byte[] before = new byte[0];
    for (int i = 0; i < ids.length; i++) {
      byte[] token = tokens[ids[i]];
      int common = commonPrefix(before, token);
      close(path, common, before.length, next);
      for (int at = common; at < token.length; at++) {
        label[next] = token[at];
        depth[next] = at;
        firstId[next] = i;
        path[at] = next++;
      }
      before = token;
    }
    close(path, 0, before.length, next);
    firstId[nodes] = ids.length;
  }

  private void close(int[] path, int from, int to, int next) {
    for (int at = from; at < to; at++) {
      after[path[at]] = next;
    }
  }

  private static int commonPrefix(byte[] a, byte[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  /** Ids that it knows: from 0 to below this. */
  int size() {
    return tokens.length;
  }

  byte[] bytes(int token) {
    return tokens[token];
  }

  boolean dropsLeadingSpace() {
    return leadingSpace == LeadingSpace.DROPPED;
  }

  /** Ids of the tokens with all of whose bytes an automaton can go on from a state. */
  BitSet reachable(TokenAutomaton automaton, int state) {
    BitSet reachable = new BitSet(tokens.length);
    int[] states = new int[longest + 1];
    states[0] = state;
    int node = 0;
    while (node < nodes) {
      int next = automaton.step(states[depth[node]], label[node]);
      if (next == TokenAutomaton.DEAD) {
        node = after[node];
      } else {
        states[depth[node] + 1] = next;
        for (int i = firstId[node]; i < firstId[node + 1]; i++) {
          reachable.set(ids[i]);
        }
        node++;
      }
    }
    return reachable;
  }
}
