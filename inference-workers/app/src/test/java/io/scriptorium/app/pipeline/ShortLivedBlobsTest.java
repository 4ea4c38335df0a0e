package io.scriptorium.app.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.Payload;
import io.scriptorium.producers.blob.PayloadStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShortLivedBlobsTest {
  private static final byte[] LONG = new byte[PayloadStore.INLINE_LIMIT + 1];

  @TempDir private Path folder;

  private long files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void aBlobGoesWithTheLastJobThatStoredIt() throws Exception {
    ShortLivedBlobs blobs = new ShortLivedBlobs(folder);
    PayloadStore store = new PayloadStore(blobs);
    blobs.begin("a");
    blobs.begin("b");
    blobs.add("a", store.store(LONG, "x/x"));
    Payload ofB = store.store(LONG, "x/x");
    blobs.add("b", ofB);
    assertThat(files()).isEqualTo(1);

    blobs.finish("a");
    assertThat(store.read(ofB, Long.MAX_VALUE)).isEqualTo(LONG);

    blobs.finish("b");
    assertThat(files()).isZero();
  }

  @Test
  void whatAFinishedJobIsFoundToHaveStoredGoesAtOnce() throws IOException {
    ShortLivedBlobs blobs = new ShortLivedBlobs(folder);
    blobs.begin("a");
    Payload late = new PayloadStore(blobs).store(LONG, "x/x");
    blobs.finish("a");
    assertThat(files()).isEqualTo(1);
    blobs.add("a", late);
    assertThat(files()).isZero();
  }

  @Test
  void payloadsInTheRecordAreNobodysBusiness() throws IOException {
    ShortLivedBlobs blobs = new ShortLivedBlobs(folder);
    blobs.add("a", new PayloadStore(blobs).store(new byte[3], "x/x"));
    blobs.add("a", null);
    blobs.finish("a");
    assertThat(files()).isZero();
  }
}
