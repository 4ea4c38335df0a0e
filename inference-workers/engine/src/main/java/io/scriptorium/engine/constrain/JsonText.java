package io.scriptorium.engine.constrain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Transition;

/**
 * How JSON is written: no space but at most one after each comma and colon; in strings only {@code
 * "}, {@code \} and the control characters {@code \b \f \n \r \t} are escaped, others of those have
 * no place.
 */
final class JsonText {
  static final Language COMMA = Language.text(",").then(Language.text(" ").optional());
  static final Language COLON = Language.text(":").then(Language.text(" ").optional());

  /** Characters that are escaped, each above the letter that stands for it. */
  private static final String ESCAPED = "\b\f\n\r\t\"\\";

  private static final String LETTERS = "bfnrt\"\\";

  private JsonText() {}

  /** A property's name as a member begins with it. */
  static Language name(String name) {
    return quoted(Language.text(name)).then(COLON);
  }

  /** JSON strings of which these are the values. */
  static Language quoted(Language values) {
    Language quote = Language.text("\"");
    return Language.concatenation(List.of(quote, escaped(values), quote));
  }

  /** Whether a value has no control character but those that are escaped. */
  static boolean canWrite(JsonNode value) {
    return (value.isTextual() ? value.textValue().chars() : IntStream.empty())
            .noneMatch(c -> c < ' ' && ESCAPED.indexOf(c) < 0)
        && StreamSupport.stream(value.spliterator(), false).allMatch(JsonText::canWrite)
        && value.properties().stream()
            .allMatch(member -> canWrite(TextNode.valueOf(member.getKey())));
  }

  /** One value, which {@link #canWrite} allows. */
  static Language literal(JsonNode value) {
    if (value.isTextual()) {
      return quoted(Language.text(value.textValue()));
    }
    if (value.isArray()) {
      List<Language> items =
          StreamSupport.stream(value.spliterator(), false).map(JsonText::literal).toList();
      return enclosed("[", items, "]");
    }
    if (value.isObject()) {
      List<Language> members = new ArrayList<>();
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        members.add(name(member.getKey()).then(literal(member.getValue())));
      }
      return enclosed("{", members, "}");
    }
    return Language.text(value.toString());
  }

  private static Language enclosed(String open, List<Language> items, String close) {
    List<Language> parts = new ArrayList<>();
    parts.add(Language.text(open));
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        parts.add(COMMA);
      }
      parts.add(items.get(i));
    }
    parts.add(Language.text(close));
    return Language.concatenation(parts);
  }

  /** Puts a detour over the escape in the place of each character that needs one. */
  private static Language escaped(Language values) {
    Automaton from = values.automaton();
    Automaton.Builder to = new Automaton.Builder();
    to.copyStates(from);
    Transition transition = new Transition();
    for (int state = 0; state < from.getNumStates(); state++) {
      int count = from.initTransition(state, transition);
      for (int i = 0; i < count; i++) {
        from.getNextTransition(transition);
        addEscapes(to, transition);
        addPlain(to, transition, ' ', '"' - 1);
        addPlain(to, transition, '"' + 1, '\\' - 1);
        addPlain(to, transition, '\\' + 1, Character.MAX_CODE_POINT);
      }
    }
    return new Language(to.finish());
  }

  private static void addPlain(Automaton.Builder to, Transition transition, int first, int last) {
    int min = Math.max(transition.min, first);
    int max = Math.min(transition.max, last);
    if (min <= max) {
      to.addTransition(transition.source, transition.dest, min, max);
    }
  }

  private static void addEscapes(Automaton.Builder to, Transition transition) {
    int escape = -1;
    for (int i = 0; i < ESCAPED.length(); i++) {
      char c = ESCAPED.charAt(i);
      if (transition.min <= c && c <= transition.max) {
        if (escape < 0) {
          escape = to.createState();
          to.addTransition(transition.source, escape, '\\');
        }
        to.addTransition(escape, transition.dest, LETTERS.charAt(i));
      }
    }
  }
}
