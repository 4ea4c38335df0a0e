package io.scriptorium.engine.constrain;

import java.util.BitSet;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.ByteRunAutomaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;
import org.apache.lucene.util.automaton.UTF32ToUTF8;

/**
 * A set of texts: a finite automaton over code points, which may be nondeterministic. Operations
 * throw {@link BadConstraintException} before the automaton gets too large.
 */
record Language(Automaton automaton) {
  /** The empty text alone. */
  static final Language EMPTY_TEXT = new Language(Automata.makeEmptyString());

  static final Language ANY_CHARACTER = range(0, Character.MAX_CODE_POINT);

  private static final int MOST_STATES = 100_000;

  /** Most pairs of states that an intersection may have to look at. */
  private static final long MOST_PAIRS = 2_000_000;

  /** In Lucene's unit; some seconds of work at most. */
  private static final int DETERMINIZE_WORK = 100_000;

  static Language text(String text) {
    return new Language(Automata.makeString(text));
  }

  /** One character, from the first to the last. */
  static Language range(int first, int last) {
    return new Language(Automata.makeCharRange(first, last));
  }

  /** One of these characters. */
  static Language characters(BitSet codePoints) {
    Automaton automaton = new Automaton();
    automaton.createState();
    int end = automaton.createState();
    automaton.setAccept(end, true);
    int next = codePoints.nextSetBit(0);
    while (next >= 0) {
      int after = codePoints.nextClearBit(next);
      automaton.addTransition(0, end, next, after - 1);
      next = codePoints.nextSetBit(after);
    }
    automaton.finishState();
    return new Language(automaton);
  }

  static Language concatenation(List<Language> parts) {
    checkSize(states(parts));
    return new Language(Operations.concatenate(automata(parts)));
  }

  static Language union(List<Language> parts) {
    checkSize(states(parts));
    return new Language(Operations.union(automata(parts)));
  }

  Language then(Language next) {
    return concatenation(List.of(this, next));
  }

  Language optional() {
    return union(List.of(EMPTY_TEXT, this));
  }

  /** This many times or more. */
  Language atLeast(int min) {
    checkSize((min + 1L) * states());
    return new Language(Operations.repeat(automaton, automaton.isAccept(0) ? 0 : min));
  }

  /** From the first to the second number of times. */
  Language times(int min, int max) {
    checkSize((max + 1L) * states());
    return automaton.isAccept(0)
        ? new Language(Operations.repeat(withoutEmptyText().automaton, 0, max))
        : new Language(Operations.repeat(automaton, min, max));
  }

  /** The texts that both have. */
  Language and(Language other) {
    if ((long) states() * other.states() > MOST_PAIRS) {
      throw tooLarge();
    }
    Automaton both = Operations.intersection(automaton, other.automaton);
    checkSize(both.getNumStates());
    return new Language(both);
  }

  boolean isEmpty() {
    return Operations.isEmpty(automaton);
  }

  /** The same texts, with one way through the automaton for each. */
  Language determinized() {
    return new Language(determinized(automaton));
  }

  /**
   * The automaton that reads these texts in UTF-8; none of its states is a dead end. Lucene's
   * conversion takes its input to be well-formed, and has too much where it is not.
   */
  ByteRunAutomaton overUtf8() {
    Language bytes = new Language(new UTF32ToUTF8().convert(automaton));
    Automaton wellFormed = bytes.and(WellFormedUtf8.TEXTS).determinized().automaton;
    if (Operations.isEmpty(wellFormed)) {
      throw new BadConstraintException("No text can match the constraint");
    }
    return new ByteRunAutomaton(Operations.removeDeadStates(wellFormed), true, DETERMINIZE_WORK);
  }

  private static Automaton determinized(Automaton automaton) {
    try {
      Automaton determinized = Operations.determinize(automaton, DETERMINIZE_WORK);
      checkSize(determinized.getNumStates());
      return determinized;
    } catch (TooComplexToDeterminizeException e) {
      throw tooLarge();
    }
  }

  /** Repetitions of it need no transition from each of them to all that follow. */
  private Language withoutEmptyText() {
    Automaton.Builder builder = new Automaton.Builder();
    int start = builder.createState();
    int first = builder.getNumStates();
    builder.copy(automaton);
    builder.addEpsilon(start, first);
    builder.setAccept(start, false);
    return new Language(builder.finish());
  }

  private int states() {
    return automaton.getNumStates();
  }

  private static long states(List<Language> parts) {
    return parts.stream().mapToLong(Language::states).sum();
  }

  private static List<Automaton> automata(List<Language> parts) {
    return parts.stream().map(Language::automaton).toList();
  }

  static void checkSize(long states) {
    if (states > MOST_STATES) {
      throw tooLarge();
    }
  }

  private static BadConstraintException tooLarge() {
    return new BadConstraintException(
        "The constraint is too large: its automaton would have more than %,d states or take too long to make"
            .formatted(MOST_STATES));
  }
}
