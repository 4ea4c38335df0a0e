package io.scriptorium.app.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.output.ResultFolder.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {
  @TempDir Path folder;

  private static Optional<byte[]> bytes(String text) {
    return Optional.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void writesWhatThereIsAndNothingElse() throws IOException {
    ResultFolder results = ResultFolder.at(folder.resolve("a/b"));
    results.write("doc", new Texts(bytes("# ä"), bytes("{}"), Optional.empty()));
    results.write("doc", new Texts(bytes("# ö"), Optional.empty(), Optional.empty()));
    assertThat(results.path().resolve("doc.md")).content().isEqualTo("# ö");
    assertThat(results.path().resolve("doc.json")).content().isEqualTo("{}");
    assertThat(results.path()).isDirectoryNotContaining(p -> p.toString().endsWith(".part"));
    assertThat(results.path().resolve("doc.txt")).doesNotExist();
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("taken"));
    assertThatThrownBy(() -> ResultFolder.at(file))
        .isInstanceOf(ActionableException.class)
        .hasMessageContaining("taken: it is a file");
  }
}
