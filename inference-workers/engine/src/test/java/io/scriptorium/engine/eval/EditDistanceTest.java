package io.scriptorium.engine.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EditDistanceTest {
  @Test
  void countsInsertionsDeletionsAndSubstitutions() {
    assertThat(EditDistance.between("kitten", "sitting")).isEqualTo(3);
    assertThat(EditDistance.between("", "abc")).isEqualTo(3);
    assertThat(EditDistance.between("abc", "")).isEqualTo(3);
    assertThat(EditDistance.between("", "")).isZero();
    assertThat(EditDistance.between("quill 🪶", "quill 🪨")).isEqualTo(1);
  }

  @Test
  void agreesWithTheFullMatrixAcrossBlockBounds() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      String one = text(random, random.nextInt(200));
      String other = random.nextBoolean() ? text(random, random.nextInt(200)) : edited(random, one);
      assertThat(EditDistance.between(one, other))
          .as("%s / %s", one, other)
          .isEqualTo(byMatrix(one, other));
    }
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(4)));
    }
    return text.toString();
  }

  private static String edited(Random random, String text) {
    StringBuilder edited = new StringBuilder(text);
    for (int i = 0; i < 5; i++) {
      edited.insert(random.nextInt(edited.length() + 1), 'x');
      edited.deleteCharAt(random.nextInt(edited.length()));
    }
    return edited.toString();
  }

  private static int byMatrix(String one, String other) {
    int[][] d = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
        } else {
          int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
          d[i][j] = Math.min(d[i - 1][j - 1] + same, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        }
      }
    }
    return d[one.length()][other.length()];
  }
}
