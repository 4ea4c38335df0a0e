package io.scriptorium.engine.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.engine.eval.PageTruth.TrueWord;
import io.scriptorium.engine.layout.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTruthTest {
  @TempDir private Path folder;

  @Test
  void readsWordsAndBoxes() throws IOException {
    Files.writeString(folder.resolve("b.words.tsv"), "ink\t1\t2.5\t30\t14\n");
    Files.writeString(folder.resolve("a.words.tsv"), "");
    Files.writeString(folder.resolve("notes.txt"), "not a truth");

    assertThat(PageTruth.readAll(folder)).extracting(PageTruth::name).containsExactly("a", "b");
    assertThat(PageTruth.read(folder.resolve("b.words.tsv")).words())
        .containsExactly(new TrueWord("ink", new Box(1, 2.5f, 30, 14)));
  }

  @Test
  void saysWhereAFileIsWrong() throws IOException {
    Path tsv =
        Files.writeString(folder.resolve("p.words.tsv"), "ink\t1\t2\t3\t4\nink\t9\t2\t3\t4\n");

    assertThatThrownBy(() -> PageTruth.read(tsv))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("p.words.tsv, line 2");
  }
}
