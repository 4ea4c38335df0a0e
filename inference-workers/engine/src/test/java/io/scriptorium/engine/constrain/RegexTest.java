package io.scriptorium.engine.constrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regular expressions mean here what they mean in Java. */
class RegexTest {
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "b",
          "ab",
          "aa",
          "aaa",
          "aab",
          "abab",
          "0",
          "7",
          "42",
          "2024-02-30",
          "a b",
          " ",
          "\n",
          "a\n",
          "\t",
          "_",
          "-",
          "~",
          "&",
          "@",
          "#",
          "<",
          "\"",
          "<1-5>",
          "3",
          "a&b",
          "é",
          "€",
          "日本",
          "😀",
          "a😀",
          "\u0085",
          "\u2028",
          "\u2029",
          "\u202a",
          "\u00a0",
          "^",
          "$",
          "a.b",
          "axb",
          "[",
          "]",
          "{",
          "}",
          "\\",
          "A",
          "Z",
          "z",
          "()",
          "a|b",
          "x*",
          "/",
          ",",
          "aZ_9");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "ab|b",
        "a*",
        "a+",
        "a?",
        "a*?",
        "a+?",
        "a??",
        "(ab)*",
        "(?:ab)+",
        "(?<x1>a)b",
        "a{2}",
        "a{2,}",
        "a{0,2}",
        "a{1,2}?",
        "(a?){3}",
        "(a?){2,}",
        "(a?b?){2}",
        "(a|b)*b",
        "",
        "a|",
        "|a",
        "()",
        "\\d",
        "\\d+",
        "\\D",
        "\\w+",
        "\\W",
        "\\s",
        "\\S",
        "\\S+",
        ".",
        ".*",
        "..",
        "[ab]+",
        "[^ab]",
        "[a-z]",
        "[^a-z]*",
        "[a-]",
        "[-a]",
        "[\\w-]+",
        "[\\s\\S]*",
        "[^\\d]",
        "[\\]\\[]",
        "[\\^a]",
        "[é-€]",
        "[^a]",
        "~",
        "&",
        "@",
        "#",
        "<",
        "\"",
        "<1-5>",
        "a&b",
        "a~",
        "#a",
        "\\~",
        "\\\"",
        "\\n",
        "\\t",
        "\\x41",
        "\\u20ac",
        "\\ud83d\\ude00",
        "é|€|日本|😀",
        "[😀]",
        "^a$",
        "^a|b$",
        "^(a|b)*$",
        "\\^",
        "\\$",
        "\\{",
        "\\}",
        "]",
        "}",
        "a\\.b",
        "a.b",
        "\\(\\)",
        "a\\|b",
        "x\\*",
        "\\\\",
        "/",
        "\\/",
        ",",
        "[.]",
        "[*+?|(){}$]",
        "\\d{4}-\\d\\d-\\d\\d"
      })
  void matchesWhatJavaMatches(String regex) {
    Constraint constraint = Constraint.regex(regex);
    Pattern pattern = Pattern.compile(regex);
    for (String text : TEXTS) {
      boolean whole = pattern.matcher(text).matches();
      boolean lineEnd = regex.endsWith("$") && text.endsWith("\n"); // Java's $ is before it too
      if (!lineEnd) {
        assertThat(constraint.matches(text)).as("%s on '%s'", regex, text).isEqualTo(whole);
      }
    }
  }

  @Test
  void matchesWhatJavaMatchesOfRandomExpressions() {
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      String regex = expression(random, 3);
      Constraint constraint;
      try {
        constraint = Constraint.regex(regex);
      } catch (BadConstraintException e) {
        throw new AssertionError(regex, e);
      }
      Pattern pattern = Pattern.compile(regex);
      for (int j = 0; j < 60; j++) {
        String text = text(random);
        assertThat(constraint.matches(text))
            .as("%s on '%s'", regex, text)
            .isEqualTo(pattern.matcher(text).matches());
      }
    }
  }

  private static String expression(Random random, int depth) {
    if (depth == 0) {
      return List.of("a", "b", "é", "[ab]", "[^a]", ".", "\\w", "😀").get(random.nextInt(8));
    }
    String first = expression(random, depth - 1);
    return switch (random.nextInt(6)) {
      case 0 -> first + expression(random, depth - 1);
      case 1 -> "(" + first + "|" + expression(random, depth - 1) + ")";
      case 2 -> "(?:" + first + ")*";
      case 3 -> "(" + first + ")?" + expression(random, depth - 1);
      case 4 -> "(" + first + "){" + random.nextInt(2) + "," + (1 + random.nextInt(2)) + "}";
      default -> "(" + first + ")+";
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(6);
    for (int i = 0; i < length; i++) {
      text.append(List.of("a", "b", "é", "😀", "c").get(random.nextInt(5)));
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "(a close",
        "a) close",
        "[a close",
        "*a repeat",
        "a** repeat",
        "a*+ possessive",
        "a{2,1} {2,5}",
        "a{ missing",
        "a{x} missing",
        "a{2 {2,5}",
        "a{99999} 10,000",
        "(?=a) look-around",
        "(?!a) look-around",
        "(?<=a) look-around",
        "(?i)a flags",
        "(a)\\1 \\1",
        "\\bfoo \\b",
        "\\p{L} \\p",
        "a^b ends",
        "a$b ends",
        "(^a) ends",
        "[[a]] \\[",
        "[a&&b] &&",
        "[z-a] upwards",
        "[\\d-z] range",
        "[] \\]",
        "\\ud83d surrogate",
        "\\u12 hexadecimal",
        "a\\ \\"
      })
  void refusesWhatItDoesNotSupportAndSaysWhere(String regex, String reason) {
    assertThatThrownBy(() -> Constraint.regex(regex))
        .isInstanceOf(BadConstraintException.class)
        .hasMessageStartingWith("Regular expression, at character ")
        .hasMessageContaining(reason)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a|b)*a(a|b){40}",
        "((a{1000}){1000}){1000}",
        "(((x?){1000}y?){1000}z?){1000}",
        "(.*a){40}.*b(.{30})"
      })
  void refusesWhatBecomesTooLarge(String regex) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> Constraint.regex(regex))
        .isInstanceOf(BadConstraintException.class)
        .hasMessageContaining("too large");
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  @Test
  void refusesLongExpressionsDeepOnesAndThoseThatNothingMatches() {
    assertThatThrownBy(() -> Constraint.regex("a".repeat(10_001))).hasMessageContaining("10,000");
    assertThatThrownBy(() -> Constraint.regex("(".repeat(200))).hasMessageContaining("deep");
    assertThatThrownBy(() -> Constraint.regex("[^\\s\\S]")).hasMessageContaining("No text");
  }

  @Test
  void textIsWellFormedUtf8() {
    TokenAutomaton automaton =
        Constraint.regex("[\\s\\S]|.[^a].|[^\\d]é")
            .over(new VocabularyTrie(Bytes.ALL, VocabularyTrie.LeadingSpace.KEPT));

    for (String sequence :
        List.of(
            "ff",
            "80",
            "c0",
            "c1",
            "e08080",
            "e09fbf",
            "eda080",
            "f0808080",
            "f08fbfbf",
            "f4908080",
            "f5")) {
      assertThat(state(automaton, sequence)).as(sequence).isEqualTo(TokenAutomaton.DEAD);
    }
    for (String sequence :
        List.of("7f", "c280", "e0a080", "ed9fbf", "ee8080", "f0908080", "f48fbfbf")) {
      assertThat(automaton.isComplete(state(automaton, sequence))).as(sequence).isTrue();
    }
  }

  private static int state(TokenAutomaton automaton, String hexadecimal) {
    int state = automaton.start();
    for (byte each : HexFormat.of().parseHex(hexadecimal)) {
      state = automaton.step(state, each);
      if (state == TokenAutomaton.DEAD) {
        return state;
      }
    }
    return state;
  }
}
