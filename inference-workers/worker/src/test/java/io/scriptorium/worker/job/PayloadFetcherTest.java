package io.scriptorium.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadFetcherTest {
  private static final int LIMIT = 1 << 20;
  @TempDir private Path folder;

  private PayloadFetcher fetcher() {
    return new PayloadFetcher(new PayloadStore(new FileBlobStore(folder)), LIMIT);
  }

  private Payload stored() throws IOException {
    return new PayloadStore(new FileBlobStore(folder)).store(new byte[100_000], "image/png");
  }

  private static FailureReason refusal(Fetched fetched) {
    return ((Fetched.Refused) fetched).failure().getReason();
  }

  @Test
  void fetchesFromTheRecordAndFromTheStore() throws IOException {
    assertThat(((Fetched.Bytes) fetcher().fetch(JobSamples.inline())).bytes()).hasSize(3);
    assertThat(((Fetched.Bytes) fetcher().fetch(stored())).bytes()).hasSize(100_000);
  }

  @Test
  void refusesABlobThatIsNotThere() throws IOException {
    Payload payload = stored();
    Files.delete(Path.of(URI.create(payload.getReference().getUri())));

    assertThat(refusal(fetcher().fetch(payload))).isEqualTo(FailureReason.UNREADABLE_SOURCE);
  }

  @Test
  void refusesABlobThatHasChanged() throws IOException {
    Payload payload = stored();
    byte[] changed = new byte[100_000];
    changed[50_000] = 1;
    Files.write(Path.of(URI.create(payload.getReference().getUri())), changed);

    assertThat(refusal(fetcher().fetch(payload))).isEqualTo(FailureReason.DIGEST_MISMATCH);
  }

  @Test
  void refusesASourceThatIsNotAllowed() {
    assertThat(
            refusal(
                fetcher()
                    .fetch(
                        Payload.newBuilder()
                            .setMediaType("text/plain")
                            .setReference(new BlobReference("file:///etc/passwd", 5L, "00"))
                            .build())))
        .isEqualTo(FailureReason.FORBIDDEN_SOURCE);
  }

  @Test
  void mayTryAgainWhereTheStoreFails() {
    BlobStore failing =
        new BlobStore() {
          @Override
          public BlobReference put(byte[] content) throws IOException {
            throw new IOException("Stale file handle");
          }

          @Override
          public BlobReference put(Path file) throws IOException {
            throw new IOException("Stale file handle");
          }

          @Override
          public boolean covers(URI address) {
            return true;
          }

          @Override
          public InputStream open(BlobReference reference) throws IOException {
            throw new IOException("Stale file handle");
          }
        };

    Fetched fetched =
        new PayloadFetcher(new PayloadStore(failing), LIMIT).fetch(JobSamples.reference(5));

    assertThat(fetched).isInstanceOf(Fetched.Unavailable.class);
    assertThat(((Fetched.Unavailable) fetched).message()).contains("Stale file handle");
  }
}
