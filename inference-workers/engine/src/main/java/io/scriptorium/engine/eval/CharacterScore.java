package io.scriptorium.engine.eval;

/**
 * How far an answer is from the truth, character by character and in order; white space of any kind
 * and length counts as one space.
 *
 * @param edits insertions, deletions and substitutions
 * @param characters of the truth
 */
public record CharacterScore(int edits, int characters) {

  /** Compares an answer with the truth. */
  public static CharacterScore of(PageTruth truth, String answer) {
    String shown = String.join(" ", Matching.STRICT.words(truth.text()));
    String said = String.join(" ", Matching.STRICT.words(answer));
    return new CharacterScore(
        EditDistance.between(shown, said), shown.codePointCount(0, shown.length()));
  }

  /** Edits a true character (CER); above 1 where the answer has much that is not there. */
  public double rate() {
    return (double) edits / Math.max(1, characters);
  }

  CharacterScore plus(CharacterScore other) {
    return new CharacterScore(edits + other.edits, characters + other.characters);
  }
}
