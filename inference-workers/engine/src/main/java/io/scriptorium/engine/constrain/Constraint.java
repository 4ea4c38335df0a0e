package io.scriptorium.engine.constrain;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.lucene.util.automaton.ByteRunAutomaton;

/**
 * What the text of an answer must be, from its first to its last character. Making one takes time,
 * up to some seconds for the largest; it can be used for any number of requests, by any thread.
 */
public final class Constraint {
  private final ByteRunAutomaton automaton;

  private Constraint(Language language) {
    this.automaton = language.overUtf8();
  }

  /**
   * Text that matches a regular expression. It is read as {@link java.util.regex.Pattern} does
   * without flags; look-around, back-references, possessive repetition, {@code \b} and {@code \p}
   * are refused, and {@code ^} and {@code $} away from the ends.
   *
   * @throws BadConstraintException if it is wrong, not supported or too large
   */
  public static Constraint regex(String regex) {
    return new Constraint(RegexParser.whole(Objects.requireNonNull(regex)));
  }

  /**
   * A JSON value that is valid by a schema, on one line, with at most one space after each comma
   * and colon. An object's properties come in the schema's order, and no others. Supported are:
   * {@code type} (also lists), {@code properties}, {@code required}, {@code items}, {@code
   * minItems}, {@code maxItems}, {@code enum}, {@code const}, {@code pattern}, {@code minLength},
   * {@code maxLength}, {@code format} (date, time, date-time, uuid), bounds of integers, {@code
   * anyOf}, {@code oneOf} without overlap, {@code $ref} without recursion.
   *
   * @throws BadConstraintException if it is wrong, too large, or has another keyword that is no
   *     annotation; the message says where
   */
  public static Constraint jsonSchema(String schema) {
    return new Constraint(JsonSchema.parse(Objects.requireNonNull(schema)));
  }

  /** Whether a text is what it must be. */
  public boolean matches(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return automaton.run(bytes, 0, bytes.length);
  }

  /** The same for answers in a tokenizer's tokens. */
  public TokenAutomaton over(VocabularyTrie vocabulary) {
    return new TokenAutomaton(automaton, vocabulary);
  }
}
