package io.scriptorium.engine.constrain;

import java.util.List;
import org.apache.lucene.util.automaton.Automaton;

/**
 * Members of a JSON object in a fixed order, of which some may be left out. There is a comma before
 * a member if one has come before it, so that the automaton has two rows of states:
 *
 * <pre>
 *   none yet    F0 ──a──┐   F1 ──b──┐   F2
 *                │      ▼    │      ▼
 *   some        A0 ─,a─ A1 ─────,b─ A2         Fi and Ai: members from i on are to come;
 *                                              an optional one can be passed over in its row
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
      int nextFirst = builder.createState();
      int nextAfter = builder.createState();
      add(member.text(), nextFirst, after);
      add(JsonText.COMMA.then(member.text()), nextAfter, after);
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

  private void add(Language text, int from, int to) {
    Language.checkSize(builder.getNumStates() + (long) text.automaton().getNumStates());
    int begin = builder.getNumStates();
    builder.copy(text.automaton());
    for (int state = begin; state < builder.getNumStates(); state++) {
      if (builder.isAccept(state)) {
        builder.setAccept(state, false);
        builder.addEpsilon(state, to);
      }
    }
    builder.addEpsilon(from, begin);
  }
}
