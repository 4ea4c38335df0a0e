package io.scriptorium.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.Patience;
import io.scriptorium.producers.blob.PayloadException;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.blob.S3Access;
import io.scriptorium.s3.FaultyS3.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class S3BlobStoreIT {
  private static final URI ROOT = URI.create("s3://" + S3Mock.BUCKET + "/blobs");
  private static final int TRIES = 3;
  private static final Patience USUAL =
      new Patience(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(60), TRIES);
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(30), TRIES);

  /** One byte more than two parts of an upload. */
  private static final int LARGE = (32 << 20) + 1;

  private static S3Mock mock;
  private static AwsTestCredentials credentials;

  @TempDir private Path folder;
  private FaultyS3 s3;
  private BlobStore store;
  private PayloadStore payloads;

  @BeforeAll
  static void startMock() throws IOException {
    credentials = AwsTestCredentials.set();
    mock = S3Mock.start();
  }

  @AfterAll
  static void stopMock() {
    mock.close();
    credentials.close();
  }

  @BeforeEach
  void createStore() throws IOException {
    s3 = new FaultyS3(mock.endpoint());
    use(USUAL);
  }

  private void use(Patience patience) {
    store = store(ROOT, patience);
    payloads = new PayloadStore(store);
  }

  @AfterEach
  void stopFaults() {
    s3.close();
  }

  /** One that what comes late, or never, exceeds. */
  private static Patience patience(Fault fault) {
    return fault == Fault.SILENCE || fault == Fault.DELAY ? SHORT : USUAL;
  }

  private BlobStore store(URI root, Patience patience) {
    return BlobStore.at(
        root,
        new S3Access(Optional.of(s3.endpoint()), Optional.empty(), Optional.empty(), patience));
  }

  private static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private byte[] read(BlobReference reference) throws IOException {
    try (InputStream content = store.open(reference)) {
      return content.readAllBytes();
    }
  }

  private static String key(BlobReference reference) {
    return URI.create(reference.getUri()).getPath().substring(1);
  }

  private Payload payload(BlobReference reference) {
    return Payload.newBuilder().setMediaType("image/png").setReference(reference).build();
  }

  private PayloadException failure(BlobReference reference) {
    return catchThrowableOfType(
        PayloadException.class, () -> payloads.read(payload(reference), 1 << 20));
  }

  @Test
  void blobComesBackAsItWas() throws Exception {
    byte[] content = bytes(100_000, 1);

    BlobReference reference = store.put(content);

    assertThat(reference.getUri())
        .isEqualTo(
            "%s/sha256/%s/%s", ROOT, reference.getSha256().substring(0, 2), reference.getSha256());
    assertThat(read(reference)).isEqualTo(content);
    assertThat(store.put(Files.write(folder.resolve("file"), content))).isEqualTo(reference);
    assertThat(store.put(new byte[0]).getSize()).isZero();
  }

  @Test
  void largeBlobGoesInPartsAndComesBackAsItWas() throws Exception {
    byte[] content = bytes(LARGE, 2);
    Path file = Files.write(folder.resolve("large"), content);
    Path copy = folder.resolve("copy");

    Payload payload = payloads.store(file, "application/pdf");
    payloads.copy(payload, LARGE, copy);

    assertThat(s3.requests()).filteredOn(request -> request.contains("partNumber=")).hasSize(3);
    assertThat(copy).hasBinaryContent(content);
  }

  @Test
  void uploadThatFailsLeavesNoParts() throws Exception {
    Path file = Files.write(folder.resolve("large"), bytes(LARGE, 3));
    s3.inflict(
        Fault.INTERNAL_ERROR, Integer.MAX_VALUE, request -> request.contains("partNumber=2"));

    assertThatThrownBy(() -> store.put(file))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("S3 answered 500 InternalError: A fault of the test.");

    assertThat(mock.get("/%s?uploads".formatted(S3Mock.BUCKET)).body()).doesNotContain("<Upload>");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BREAK_OFF")
  void whatPassesIsRetried(Fault fault) throws Exception {
    byte[] content = bytes(70_000, fault.name().hashCode());
    use(patience(fault));

    s3.inflict(fault, 2);
    BlobReference reference = store.put(content);
    assertThat(s3.met()).isEqualTo(2);

    s3.inflict(fault, 2);
    assertThat(read(reference)).isEqualTo(content);
    assertThat(s3.met()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotPassInTimeMayStillPassLater(Fault fault) throws Exception {
    byte[] content = bytes(70_000, fault.name().hashCode());
    use(patience(fault));
    BlobReference reference = store.put(content);
    s3.inflict(fault, Integer.MAX_VALUE);

    PayloadException failure = failure(reference);

    assertThat(failure.mayPass()).as(failure.getMessage()).isTrue();
    assertThat(failure.getMessage()).doesNotContain("\n");
    s3.heal();
    assertThat(read(reference)).isEqualTo(content);
  }

  @Test
  void missingObjectIsUnreadable() throws Exception {
    BlobReference reference = store.put(bytes(70_000, 20));
    mock.delete(key(reference));

    PayloadException failure = failure(reference);

    assertThat(failure.reason()).isEqualTo(FailureReason.UNREADABLE_SOURCE);
    assertThat(failure.mayPass()).isFalse();
    assertThat(failure).hasMessage("Cannot read %s: no such object".formatted(reference.getUri()));
  }

  @Test
  void missingBucketIsToldInOneLine() {
    BlobStore nowhere = store(URI.create("s3://nowhere"), USUAL);

    assertThatThrownBy(nowhere::requireAnswer).hasMessage("s3://nowhere: no such bucket");
    assertThatThrownBy(() -> nowhere.put(new byte[1])).hasMessageEndingWith(": no such bucket");
  }

  @Test
  void bucketThatIsThereAnswers() throws Exception {
    store.requireAnswer();
  }

  @Test
  void otherBytesAreADigestMismatch() throws Exception {
    BlobReference changed = store.put(bytes(70_000, 30));
    mock.overwrite(key(changed), bytes(70_000, 31));
    BlobReference longer = store.put(bytes(70_000, 32));
    mock.overwrite(key(longer), bytes(80_000, 32));

    assertThat(failure(changed).reason()).isEqualTo(FailureReason.DIGEST_MISMATCH);
    assertThat(failure(longer).reason()).isEqualTo(FailureReason.DIGEST_MISMATCH);
    assertThat(failure(longer)).hasMessageEndingWith("has 80,000 bytes instead of 70,000");
  }

  @Test
  void whatIsTooLongIsNotAskedFor() throws Exception {
    BlobReference reference = store.put(bytes(70_000, 40));
    int before = s3.requests().size();

    assertThatThrownBy(() -> payloads.read(payload(reference), 69_999))
        .hasMessage("The file has 70,000 bytes, the limit is 69,999");

    assertThat(s3.requests()).hasSize(before);
  }
}
