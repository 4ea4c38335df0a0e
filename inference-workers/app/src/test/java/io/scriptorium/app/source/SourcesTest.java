package io.scriptorium.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.app.source.Sources.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
  @TempDir Path folder;

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  private List<String> names(Sources sources) {
    return sources.files().stream().map(s -> folder.relativize(s.path()).toString()).toList();
  }

  @Test
  void takesDocumentsAndImagesOfAFolderInOrder() throws IOException {
    file("b.PDF");
    file("a/z.tiff");
    file("a/a.webp");
    file("notes.txt");
    file(".hidden.pdf");
    file(".cache/x.png");
    Sources sources = Sources.under(List.of(folder));
    assertThat(names(sources)).containsExactly("a/a.webp", "a/z.tiff", "b.PDF");
    assertThat(sources.files().get(2).name()).isEqualTo(folder.resolve("b.PDF").toString());
    assertThat(sources.skipped()).isEqualTo(3);
    assertThat(sources.unreadable()).isEmpty();
  }

  @Test
  void aFileThatIsNamedIsAlwaysTaken() throws IOException {
    Path odd = file("scan.dat");
    Path hidden = file(".scan");
    assertThat(names(Sources.under(List.of(odd, hidden)))).containsExactly("scan.dat", ".scan");
  }

  @Test
  void pathsThatLeadNowhereAreNamedWithTheReason() throws IOException {
    Path missing = folder.resolve("missing.pdf");
    Path dangling =
        Files.createSymbolicLink(folder.resolve("link.pdf"), folder.resolve("gone.pdf"));
    Sources sources = Sources.under(List.of(missing, dangling));
    assertThat(sources.files()).isEmpty();
    assertThat(sources.unreadable())
        .containsExactly(
            new Unreadable(missing.toString(), "no such file"),
            new Unreadable(
                dangling.toString(), "link that leads nowhere, to " + folder.resolve("gone.pdf")));
  }

  @Test
  void aDanglingLinkInAFolderIsNamedToo() throws IOException {
    Files.createSymbolicLink(folder.resolve("link.pdf"), folder.resolve("gone.pdf"));
    file("good.pdf");
    Sources sources = Sources.under(List.of(folder));
    assertThat(names(sources)).containsExactly("good.pdf");
    assertThat(sources.unreadable()).extracting(Unreadable::name).hasSize(1);
  }

  @Test
  void aLinkBackToTheFolderDoesNotGoRoundForEver() throws IOException {
    file("in/a.pdf");
    Files.createSymbolicLink(folder.resolve("in/loop"), folder);
    assertThat(names(Sources.under(List.of(folder)))).containsExactly("in/a.pdf");
  }
}
