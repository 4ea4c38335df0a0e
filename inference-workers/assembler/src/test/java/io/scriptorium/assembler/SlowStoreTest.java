package io.scriptorium.assembler;

import static io.scriptorium.assembler.Records.manifest;
import static io.scriptorium.assembler.Records.manifestDue;
import static io.scriptorium.assembler.Records.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents are bound within transactions of 30 s, whatever the blob store takes. */
class SlowStoreTest {
  private static final String LONG_TEXT = "x".repeat(PayloadStore.INLINE_LIMIT + 1);

  /** For text, Markdown and JSON of each document. */
  private static final Duration WRITE = Duration.ofSeconds(4);

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration WHILE = Duration.ofSeconds(21);

  private final AtomicLong nanos = new AtomicLong();
  private AssemblyBench bench;

  @BeforeEach
  void open(@TempDir Path folder) {
    BlobStore blobs = new SlowBlobs(BlobStore.at(folder.resolve("blobs").toUri()), nanos);
    bench = new AssemblyBench(folder, blobs, nanos::get);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void passes(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void complete(String jobId) {
    bench.send(manifest(jobId, 1));
    bench.send(page(jobId, 1, LONG_TEXT));
  }

  @Test
  void documentsThatAreCompleteWaitWhereTheStoreIsSlow() throws Exception {
    complete("a");
    complete("b");
    complete("c");
    assertThat(bench.results()).extracting(DocumentResult::getJobId).containsExactly("a");
    bench.advance(TICK);
    assertThat(bench.results()).isEmpty();

    passes(WHILE);
    bench.advance(TICK);
    DocumentResult next = assertThat(bench.results()).singleElement().actual();
    assertThat(bench.read(next.getText())).isEqualTo(LONG_TEXT);

    passes(WHILE);
    bench.advance(TICK);
    assertThat(bench.results()).hasSize(1);
  }

  @Test
  void deadlinesWaitWhereTheStoreIsSlow() {
    for (String jobId : new String[] {"a", "b"}) {
      bench.send(manifestDue(jobId, Records.NOON.plusMillis(500), 1, 2));
      bench.send(page(jobId, 1, LONG_TEXT));
    }

    bench.advance(TICK);
    assertThat(bench.results()).hasSize(1);

    passes(WHILE);
    bench.advance(TICK);
    assertThat(bench.results()).hasSize(1);
  }

  @Test
  void documentsWithoutBlobsAreNotHeldUp() {
    for (int i = 0; i < 30; i++) {
      bench.send(manifest("job-" + i, 1));
      bench.send(page("job-" + i, 1, "short"));
    }

    assertThat(bench.results()).hasSize(30);
  }

  /**
   * A store in which a write takes time.
   *
   * @param nanos a clock
   */
  private record SlowBlobs(BlobStore store, AtomicLong nanos) implements BlobStore {
    @Override
    public BlobReference put(byte[] content) throws IOException {
      nanos.addAndGet(WRITE.toNanos());
      return store.put(content);
    }

    @Override
    public BlobReference put(Path file) throws IOException {
      nanos.addAndGet(WRITE.toNanos());
      return store.put(file);
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
