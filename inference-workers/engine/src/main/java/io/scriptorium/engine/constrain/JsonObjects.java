package io.scriptorium.engine.constrain;

import java.util.List;
import org.apache.lucene.util.automaton.Automaton;

/**
 * Members of a JSON object in a fixed order, of which some may be left out. There is a comma before
 * a member if one has come before it, so that the automaton has two rows of states:
 *
 * <pre>
 *   none yet    F0 ──a──┐   F1 ──b──┐   F2         Fi and Ai: members from i on are to come;
 *                       ▼           ▼              an optional one can be passed over in its row
 *   some        A0 ─,a─ A1 ──,b──── A2
 * </pre>
 */
final class JsonObjects {
  /** A member: its name, colon and value. */
  record Member(Language text, boolean isRequired) {}

  private final Automaton.Builder builder = new Automaton.Builder();

  private JsonObjects() {}

  static Language of(List<Member> members) {
    return Language.concatenation(
        List.of(Language.text("{"), new JsonObjects().list(members), Language.text("}")));
  }

  /** From the last member to the first: an empty transition copies what its target has by then. */
  private Language list(List<Member> members) {
    int start = builder.createState();
    int first = end();
    int after = end();
    for (int i = members.size() - 1; i >= 0; i--) {
      Member member = members.get(i);
      int text = add(member.text(), after);
      int comma = add(JsonText.COMMA, text);
      int nextFirst = builder.createState();
      int nextAfter = builder.createState();
      builder.addEpsilon(nextFirst, text);
      builder.addEpsilon(nextAfter, comma);
      if (!member.isRequired()) {
        builder.addEpsilon(nextFirst, first);
        builder.addEpsilon(nextAfter, after);
      }
      first = nextFirst;
      after = nextAfter;
    }
    builder.addEpsilon(start, first);
    return new Language(builder.finish());
  }

  private int end() {
    int state = builder.createState();
    builder.setAccept(state, true);
    return state;
  }

  /** Adds a part that ends in a state; returns where it begins. */
  private int add(Language part, int end) {
    Language.checkSize(builder.getNumStates() + (long) part.automaton().getNumStates());
    int begin = builder.getNumStates();
    builder.copy(part.automaton());
    for (int state = begin; state < builder.getNumStates(); state++) {
      if (builder.isAccept(state)) {
        builder.setAccept(state, false);
        builder.addEpsilon(state, end);
      }
    }
    return begin;
  }
}
