package io.scriptorium.app.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.app.console.Figures;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.model.ComputeType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumbersTableTest {
  private final NumbersTable table =
      new NumbersTable(
          reading(ComputeType.FLOAT32, answer(1, 2), answer(3)),
          List.of(
              reading(ComputeType.BFLOAT16, answer(1, 2), answer(3)),
              reading(ComputeType.INT8, answer(1, 4), answer(3))));

  @Test
  void figuresAreFlat(@TempDir Path folder) throws IOException {
    Figures figures = new Figures();

    table.putInto(figures);
    figures.writeTo(folder.resolve("f.json"));

    assertThat(Files.readString(folder.resolve("f.json")))
        .contains("\"lines\" : 2", "\"float32.tokens\" : 3", "\"float32.tokens_per_second\" : 1.5")
        .contains("\"bfloat16.lines_equal\" : 1.0", "\"bfloat16.differences\" : 0")
        .contains("\"int8.lines_equal\" : 0.5", "\"int8.tokens_per_difference\" : 3.0")
        .doesNotContain("bfloat16.tokens_per_difference", "float32.lines_equal");
  }

  @Test
  void aTypeThatNeverDiffersSaysSo() {
    assertThat(table.toString().lines().toList()).hasSize(4);
    assertThat(table.toString().lines().toList().get(2)).contains("100.00 %", "none");
    assertThat(table.toString().lines().toList().get(3)).contains("50.00 %", " 3 ");
  }

  private static NumbersTable.Reading reading(ComputeType type, Completion... answers) {
    return new NumbersTable.Reading(type, List.of(answers), 2);
  }

  private static Completion answer(int... tokens) {
    return new Completion(tokens, new float[tokens.length], FinishReason.LENGTH, "");
  }
}
