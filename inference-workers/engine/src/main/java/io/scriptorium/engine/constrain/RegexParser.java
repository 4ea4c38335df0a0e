package io.scriptorium.engine.constrain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Reads a regular expression as {@link java.util.regex.Pattern} does without flags, or refuses it:
 *
 * <pre>
 *   a b c            characters; \ takes the meaning from any of \ . [ ] ( ) { } * + ? | ^ $ and others
 *   \n \r \t \f      control characters;  \xHH  \&#117;HHHH  code points
 *   .                any character but \n, \r, U+0085, U+2028, U+2029
 *   \d \w \s         [0-9]  [A-Za-z0-9_]  [ \t\n\x0B\f\r];  \D \W \S  all others
 *   [a-z_] [^a-z]    one of these characters, any other; with \d \w \s and their opposites in it
 *   (a) (?:a)        groups; (?&lt;name>a) too
 *   a|b  ab          alternatives, sequences
 *   a* a+ a? a{2} a{2,} a{2,5}    repetitions; a ? after them changes nothing
 *   ^ $              at the ends of the expression or of one of its alternatives
 * </pre>
 *
 * <p>Not supported: look-around, back-references, possessive repetition, flags, {@code \b}, {@code
 * \p}, and a class within a class.
 */
final class RegexParser {
  private static final int MOST_CHARACTERS = 10_000;
  private static final int MOST_DEPTH = 100;
  private static final int MOST_REPETITIONS = 10_000;
  private static final int END = -1;
  private static final String LINE_ENDS = "\n\r\u0085\u2028\u2029";
  private static final String SPACES = " \t\n\u000b\f\r";

  private final int[] regex;
  private final boolean findsWithin;
  private int at;

  private RegexParser(String regex, boolean findsWithin) {
    checkLength(regex);
    this.regex = regex.codePoints().toArray();
    this.findsWithin = findsWithin;
  }

  static void checkLength(String regex) {
    if (regex.length() > MOST_CHARACTERS) {
      throw new BadConstraintException(
          "A regular expression has at most %,d characters; this one has %,d"
              .formatted(MOST_CHARACTERS, regex.length()));
    }
  }

  /** Texts that match from end to end. */
  static Language whole(String regex) {
    return new RegexParser(regex, false).parse();
  }

  /** Texts that have a match within. */
  static Language within(String regex) {
    return new RegexParser(regex, true).parse();
  }

  private Language parse() {
    Language language = alternatives(0);
    if (at < regex.length) {
      throw error("there is no group to close");
    }
    return language;
  }

  private Language alternatives(int depth) {
    if (depth > MOST_DEPTH) {
      throw error("groups are nested more than %d deep".formatted(MOST_DEPTH));
    }
    List<Language> alternatives = new ArrayList<>();
    do {
      alternatives.add(depth == 0 ? anchored() : sequence(depth));
    } while (take('|'));
    return alternatives.size() == 1 ? alternatives.get(0) : Language.union(alternatives);
  }

  private Language anchored() {
    boolean atStart = take('^');
    Language middle = sequence(0);
    boolean atEnd = take('$');
    Language rest = Language.ANY_CHARACTER.atLeast(0);
    return Language.concatenation(
        List.of(
            findsWithin && !atStart ? rest : Language.EMPTY_TEXT,
            middle,
            findsWithin && !atEnd ? rest : Language.EMPTY_TEXT));
  }

  private Language sequence(int depth) {
    List<Language> parts = new ArrayList<>();
    while (peek() != END && peek() != '|' && peek() != ')' && !(depth == 0 && atLastDollar())) {
      parts.add(repetition(atom(depth)));
    }
    return parts.isEmpty() ? Language.EMPTY_TEXT : Language.concatenation(parts);
  }

  private boolean atLastDollar() {
    return peek() == '$' && (at + 1 == regex.length || regex[at + 1] == '|');
  }

  private Language atom(int depth) {
    int c = next();
    return switch (c) {
      case '(' -> group(depth);
      case '[' -> Language.characters(characterClass());
      case '.' -> Language.characters(allBut(LINE_ENDS));
      case '\\' -> Language.characters(escape());
      case '*', '+', '?', '{' -> throw errorBefore("there is nothing to repeat");
      case '^', '$' -> throw errorBefore("%c is only supported at the ends".formatted(c));
      default -> Language.characters(only(c));
    };
  }

  private Language group(int depth) {
    if (take('?') && !take(':')) {
      if (!take('<') || !isNameStart(peek())) {
        throw error("look-around and flags are not supported");
      }
      while (peek() != '>') {
        if (!Character.isLetterOrDigit(peek())) {
          throw error("a group's name is letters and digits");
        }
        at++;
      }
      at++;
    }
    Language inner = alternatives(depth + 1);
    if (!take(')')) {
      throw error("a group is not closed");
    }
    return inner;
  }

  private static boolean isNameStart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private Language repetition(Language atom) {
    Language repeated;
    if (take('*')) {
      repeated = atom.atLeast(0);
    } else if (take('+')) {
      repeated = atom.atLeast(1);
    } else if (take('?')) {
      repeated = atom.optional();
    } else if (take('{')) {
      repeated = counted(atom);
    } else {
      return atom;
    }
    take('?');
    if (peek() == '+') {
      throw error("possessive repetition is not supported");
    }
    return repeated;
  }

  private Language counted(Language atom) {
    int min = number();
    if (take('}')) {
      return atom.times(min, min);
    }
    if (!take(',')) {
      throw error("a number of repetitions is written {2}, {2,} or {2,5}");
    }
    if (take('}')) {
      return atom.atLeast(min);
    }
    int max = number();
    if (!take('}') || max < min) {
      throw error("a number of repetitions is written {2}, {2,} or {2,5}");
    }
    return atom.times(min, max);
  }

  private int number() {
    int start = at;
    int number = 0;
    while (peek() >= '0' && peek() <= '9') {
      number = 10 * number + next() - '0';
      if (number > MOST_REPETITIONS) {
        throw error("at most %,d repetitions are supported".formatted(MOST_REPETITIONS));
      }
    }
    if (at == start) {
      throw error("a number of repetitions is missing");
    }
    return number;
  }

  private BitSet characterClass() {
    boolean negated = take('^');
    BitSet characters = new BitSet();
    int start = at;
    while (at == start || peek() != ']') {
      BitSet first = classMember();
      if (peek() == '-' && at + 1 < regex.length && regex[at + 1] != ']') {
        at++;
        BitSet last = classMember();
        if (first.cardinality() != 1 || last.cardinality() != 1) {
          throw error("a range goes from one character to another");
        }
        if (last.nextSetBit(0) < first.nextSetBit(0)) {
          throw error("a range goes upwards");
        }
        characters.set(first.nextSetBit(0), last.nextSetBit(0) + 1);
      } else {
        characters.or(first);
      }
    }
    at++;
    if (negated) {
      characters.flip(0, Character.MAX_CODE_POINT + 1);
    }
    return characters;
  }

  private BitSet classMember() {
    int c = next();
    return switch (c) {
      case '\\' -> escape();
      case END -> throw error("a character class is not closed");
      case '[', ']' ->
          throw errorBefore("%1$c in a character class is written \\%1$c".formatted(c));
      case '&' -> {
        if (peek() == '&') {
          throw errorBefore("&& in a character class is not supported");
        }
        yield only(c);
      }
      default -> only(c);
    };
  }

  private BitSet escape() {
    int c = next();
    return switch (c) {
      case 'd' -> where(RegexParser::isDigit);
      case 'D' -> where(it -> !isDigit(it));
      case 'w' -> where(RegexParser::isWord);
      case 'W' -> where(it -> !isWord(it));
      case 's' -> where(it -> SPACES.indexOf(it) >= 0);
      case 'S' -> allBut(SPACES);
      case 'n' -> only('\n');
      case 'r' -> only('\r');
      case 't' -> only('\t');
      case 'f' -> only('\f');
      case 'x' -> only(hexadecimal(2));
      case 'u' -> only(codePoint());
      case END -> throw error("nothing follows the last \\");
      default -> {
        if (isWord(c) || c > '~') {
          throw errorBefore("\\%s is not supported".formatted(Character.toString(c)));
        }
        yield only(c);
      }
    };
  }

  /** Four hexadecimal digits, or twice that for a character outside of the basic plane. */
  private int codePoint() {
    int first = hexadecimal(4);
    if (first < Character.MIN_SURROGATE || first > Character.MAX_SURROGATE) {
      return first;
    }
    if (first <= Character.MAX_HIGH_SURROGATE && take('\\') && take('u')) {
      int second = hexadecimal(4);
      if (second >= Character.MIN_LOW_SURROGATE && second <= Character.MAX_LOW_SURROGATE) {
        return Character.toCodePoint((char) first, (char) second);
      }
    }
    throw error("half of a surrogate pair is no character");
  }

  private int hexadecimal(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = peek() == END ? END : Character.digit(peek(), 16);
      if (digit < 0) {
        throw error("%d hexadecimal digits are missing".formatted(digits - i));
      }
      value = 16 * value + digit;
      at++;
    }
    return value;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWord(int c) {
    return isDigit(c) || isNameStart(c) || c == '_';
  }

  private static BitSet only(int c) {
    BitSet characters = new BitSet();
    characters.set(c);
    return characters;
  }

  private static BitSet allBut(String characters) {
    return where(it -> characters.indexOf(it) < 0);
  }

  /** All code points of a kind that depends on those up to U+2029 alone. */
  private static BitSet where(IntPredicate kind) {
    BitSet characters = new BitSet();
    int last = LINE_ENDS.charAt(LINE_ENDS.length() - 1);
    for (int c = 0; c <= last; c++) {
      characters.set(c, kind.test(c));
    }
    characters.set(last + 1, Character.MAX_CODE_POINT + 1, kind.test(last + 1));
    return characters;
  }

  private int peek() {
    return at < regex.length ? regex[at] : END;
  }

  private int next() {
    int c = peek();
    at = Math.min(at + 1, regex.length);
    return c;
  }

  private boolean take(int c) {
    boolean there = peek() == c;
    at += there ? 1 : 0;
    return there;
  }

  private BadConstraintException errorBefore(String reason) {
    at--;
    return error(reason);
  }

  private BadConstraintException error(String reason) {
    return new BadConstraintException(
        "Regular expression, at character %d: %s".formatted(at + 1, reason));
  }
}
