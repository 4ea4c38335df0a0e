package io.scriptorium.producers.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadStoreTest {
  private static final String TYPE = "image/png";

  @TempDir private Path folder;
  private PayloadStore payloads;

  @BeforeEach
  void createStore() {
    payloads = new PayloadStore(new FileBlobStore(folder.resolve("blobs")));
  }

  @Test
  void payloadsUpToTheLimitTravelInTheRecord() throws Exception {
    byte[] content = bytes(PayloadStore.INLINE_LIMIT);

    Payload payload = payloads.store(content, TYPE);

    assertThat(payload.getReference()).isNull();
    assertThat(payload.getMediaType()).isEqualTo(TYPE);
    assertThat(payloads.read(payload, content.length)).isEqualTo(content);
    assertThat(payloads.read(payload, content.length))
        .as("reading does not use the record up")
        .isEqualTo(content);
  }

  @Test
  void longerPayloadsLieInTheStore() throws Exception {
    byte[] content = bytes(PayloadStore.INLINE_LIMIT + 1);

    Payload payload = payloads.store(content, TYPE);

    assertThat(payload.getContent()).isNull();
    assertThat(payloads.read(payload, content.length)).isEqualTo(content);
  }

  @Test
  void filesAreStoredLikeTheirBytes() throws Exception {
    byte[] content = bytes(200_000);
    Path file = Files.write(folder.resolve("file"), content);

    assertThat(payloads.store(file, TYPE)).isEqualTo(payloads.store(content, TYPE));
  }

  @Test
  void payloadIsCopiedToAFile() throws Exception {
    byte[] content = bytes(200_000);
    Path target = folder.resolve("target");

    payloads.copy(payloads.store(content, TYPE), content.length, target);

    assertThat(target).hasBinaryContent(content);
  }

  @Test
  void tooManyBytesAreNotRead() throws Exception {
    for (int size : new int[] {10, 100_000}) {
      Payload payload = payloads.store(bytes(size), TYPE);

      assertThat(failure(payload, size - 1).reason()).isEqualTo(FailureReason.TOO_MANY_BYTES);
    }
  }

  @Test
  void missingBlobIsUnreadable() throws Exception {
    Payload payload = payloads.store(bytes(100_000), TYPE);
    Files.delete(place(payload));

    PayloadException failure = failure(payload, 1 << 20);

    assertThat(failure.reason()).isEqualTo(FailureReason.UNREADABLE_SOURCE);
    assertThat(failure)
        .hasMessageContaining("Cannot read file:///")
        .hasMessageEndingWith("no such file");
  }

  @Test
  void changedBlobIsADigestMismatch() throws Exception {
    Payload payload = payloads.store(bytes(100_000), TYPE);
    Files.write(place(payload), new byte[100_000]);

    assertThat(failure(payload, 1 << 20).reason()).isEqualTo(FailureReason.DIGEST_MISMATCH);
    PayloadException copying =
        catchThrowableOfType(
            PayloadException.class, () -> payloads.copy(payload, 1 << 20, folder.resolve("t")));
    assertThat(copying.failure().getReason()).isEqualTo(FailureReason.DIGEST_MISMATCH);
  }

  @Test
  void payloadWithNeitherOrBothIsInvalid() throws Exception {
    Payload neither = Payload.newBuilder().setMediaType(TYPE).build();
    Payload both =
        Payload.newBuilder()
            .setMediaType(TYPE)
            .setContent(ByteBuffer.allocate(1))
            .setReference(new BlobReference("file:///x", 1L, "00"))
            .build();

    assertThat(failure(neither, 10).reason()).isEqualTo(FailureReason.INVALID_JOB);
    assertThat(failure(both, 10).reason()).isEqualTo(FailureReason.INVALID_JOB);
  }

  private PayloadException failure(Payload payload, long maxBytes) {
    return catchThrowableOfType(PayloadException.class, () -> payloads.read(payload, maxBytes));
  }

  private static Path place(Payload payload) {
    return Path.of(URI.create(payload.getReference().getUri()));
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
