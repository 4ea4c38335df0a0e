package io.scriptorium.engine.constrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.engine.constrain.VocabularyTrie.LeadingSpace;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TokenAutomatonTest {
  private static final int STOP = 0;
  private static final int LOGITS = 12;

  /** Tokens by id; 0 is special. */
  private static VocabularyTrie vocabulary(String... tokens) {
    byte[][] bytes = new byte[tokens.length + 1][];
    bytes[STOP] = new byte[0];
    System.arraycopy(Bytes.of(tokens), 256, bytes, 1, tokens.length);
    return new VocabularyTrie(bytes, LeadingSpace.KEPT);
  }

  @Test
  void onlyTokensThatKeepAMatchPossibleCanFollow() {
    VocabularyTrie vocabulary = vocabulary("a", "ab", "abc", "b", "c", "bc", "abd", "a", "");
    ConstrainedAnswer answer = Constraint.regex("abc|b+").over(vocabulary).begin(Set.of(STOP));

    assertThat(possible(answer)).containsExactly(1, 2, 3, 4, 8);
    answer.accepted(8);
    assertThat(possible(answer)).containsExactly(4, 6);
    answer.accepted(6);
    assertThat(possible(answer)).containsExactly(STOP);
  }

  @Test
  void aStopTokenCanFollowOnlyAMatch() {
    ConstrainedAnswer answer =
        Constraint.regex("b+").over(vocabulary("a", "b", "bb")).begin(Set.of(STOP));

    assertThat(possible(answer)).containsExactly(2, 3);
    answer.accepted(3);
    assertThat(possible(answer)).containsExactly(STOP, 2, 3);
  }

  @Test
  void aStopTokenThatIsTextEndsTheAnswerAndIsNotPartOfIt() {
    ConstrainedAnswer answer =
        Constraint.regex("(a\\n)*b").over(vocabulary("a", "b", "\n")).begin(Set.of(3));

    assertThat(possible(answer)).containsExactly(1, 2);
    answer.accepted(2);
    assertThat(possible(answer)).containsExactly(3);
  }

  @Test
  void aCharacterCanBeWrittenInParts() {
    TokenAutomaton automaton =
        Constraint.regex("€|ä").over(new VocabularyTrie(Bytes.of("€"), LeadingSpace.KEPT));
    ConstrainedAnswer answer = automaton.begin(Set.of(300));

    assertThat(possible(answer, 301)).containsExactly(0xc3, 0xe2, 256);
    answer.accepted(0xe2);
    assertThat(possible(answer, 301)).containsExactly(0x82);
    answer.accepted(0x82);
    answer.accepted(0xac);
    assertThat(possible(answer, 301)).containsExactly(300);
  }

  @Test
  void aSpaceThatTheTokenizerTakesAwayIsNoPartOfTheText() {
    byte[][] tokens = Bytes.of(" a", "a", " ", "  a");
    TokenAutomaton automaton =
        Constraint.regex("a|\\x20b").over(new VocabularyTrie(tokens, LeadingSpace.DROPPED));
    ConstrainedAnswer answer = automaton.begin(Set.of(261));

    assertThat(possible(answer, 262)).containsExactly((int) ' ', (int) 'a', 256, 257, 258);
    answer.accepted(' ');
    assertThat(possible(answer, 262)).containsExactly((int) ' ', (int) 'a', 257, 258);
    answer.accepted(' ');
    assertThat(possible(answer, 262)).containsExactly((int) 'b');
  }

  @Test
  void otherLogitsStayAsTheyAre() {
    ConstrainedAnswer answer =
        Constraint.regex("a|b").over(vocabulary("a", "x", "b")).begin(Set.of(STOP));
    float[] logits = {1, 2, 3, 4, 5};

    answer.mask(logits);

    float out = Float.NEGATIVE_INFINITY;
    assertThat(logits).containsExactly(out, 2, out, 4, out);
  }

  @Test
  void whereNothingCanFollowItSaysSo() {
    ConstrainedAnswer answer =
        Constraint.regex("ab").over(vocabulary("a", "x")).begin(Set.of(STOP));
    answer.accepted(1);

    assertThatThrownBy(() -> answer.mask(new float[LOGITS]))
        .isInstanceOf(BadConstraintException.class)
        .hasMessageContaining("No token can follow");
  }

  private static Set<Integer> possible(ConstrainedAnswer answer) {
    return possible(answer, LOGITS);
  }

  private static Set<Integer> possible(ConstrainedAnswer answer, int size) {
    float[] logits = new float[size];
    answer.mask(logits);
    Set<Integer> possible = new TreeSet<>();
    for (int token = 0; token < size; token++) {
      if (logits[token] == 0) {
        possible.add(token);
      }
    }
    return possible;
  }
}
