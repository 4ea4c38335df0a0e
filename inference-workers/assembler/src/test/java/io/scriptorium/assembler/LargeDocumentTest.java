package io.scriptorium.assembler;

import static io.scriptorium.assembler.Records.manifest;
import static io.scriptorium.assembler.Records.manifestTo;
import static io.scriptorium.assembler.Records.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.assembler.document.DocumentBinder;
import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeDocumentTest {
  private static final String LONG_TEXT = "x".repeat(PayloadStore.INLINE_LIMIT + 1);

  @Test
  void bindsTwoThousandPagesIntoBlobs(@TempDir Path folder) throws Exception {
    try (AssemblyBench bench = AssemblyBench.in(folder)) {
      bench.send(manifestTo("a", 2000));
      for (int number = 2000; number >= 1; number--) {
        bench.send(page("a", number, "page " + number + " " + "-".repeat(100)));
      }

      DocumentResult result = assertThat(bench.results()).singleElement().actual();
      assertThat(result.getText().getContent()).isNull();
      String[] pages = bench.read(result.getText()).split("\f", -1);
      assertThat(pages).hasSize(2000);
      assertThat(pages[0]).startsWith("page 1 ");
      assertThat(pages[1999]).startsWith("page 2000 ");
      assertThat(bench.read(result.getJson()).lines()).hasSize(2001);
      assertThat(bench.rows("pages") + bench.rows("manifests")).isZero();
      try (Stream<Path> left = Files.list(folder.resolve("binding"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void sweepsAwayWhatAKilledProcessHasLeft(@TempDir Path folder) throws Exception {
    Path left = Files.createDirectories(folder.resolve("document-123"));
    Files.writeString(left.resolve("json"), "{");
    Path others = Files.createDirectories(folder.resolve("another's"));
    DocumentBinder binder =
        new DocumentBinder(new PayloadStore(BlobStore.at(folder.resolve("blobs").toUri())), folder);

    binder.sweep();

    assertThat(left).doesNotExist();
    assertThat(others).exists();
  }

  @Test
  void triesAgainWhenTheBlobStoreFailed(@TempDir Path folder) throws Exception {
    FailingOnce blobs = new FailingOnce(BlobStore.at(folder.resolve("blobs").toUri()));
    try (AssemblyBench bench = new AssemblyBench(folder, blobs)) {
      bench.send(manifest("a", 1));
      bench.send(page("a", 1, LONG_TEXT));
      assertThat(bench.results()).isEmpty();
      bench.advance(AssemblyBench.TIMING.retry().minus(Duration.ofSeconds(1)));
      assertThat(bench.results()).isEmpty();

      bench.advance(Duration.ofSeconds(1));

      DocumentResult result = assertThat(bench.results()).singleElement().actual();
      assertThat(bench.read(result.getText())).isEqualTo(LONG_TEXT);
      assertThat(bench.rows("timers")).isEqualTo(1);
    }
  }

  /** A store whose first write fails. */
  private static final class FailingOnce implements BlobStore {
    private final BlobStore store;
    private boolean hasFailed;

    FailingOnce(BlobStore store) {
      this.store = store;
    }

    @Override
    public BlobReference put(byte[] content) throws IOException {
      fail();
      return store.put(content);
    }

    @Override
    public BlobReference put(Path file) throws IOException {
      fail();
      return store.put(file);
    }

    private void fail() throws IOException {
      if (!hasFailed) {
        hasFailed = true;
        throw new IOException("disk full");
      }
    }

    @Override
    public boolean covers(URI address) {
      return store.covers(address);
    }

    @Override
    public InputStream open(BlobReference reference) throws IOException {
      return store.open(reference);
    }
  }
}
