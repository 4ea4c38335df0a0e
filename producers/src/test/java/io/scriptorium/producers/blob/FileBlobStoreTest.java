package io.scriptorium.producers.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.avro.BlobReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobStoreTest {
  private static final byte[] CONTENT = "abc".getBytes(UTF_8);

  /** FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir private Path folder;
  private Path root;
  private BlobStore store;

  @BeforeEach
  void createStore() {
    root = folder.resolve("with space");
    store = BlobStore.at(root.toUri());
  }

  @Test
  void digestDecidesThePlace() throws IOException {
    BlobReference reference = store.put(CONTENT);

    assertThat(reference.getSha256()).isEqualTo(ABC);
    assertThat(reference.getSize()).isEqualTo(3);
    assertThat(reference.getUri()).startsWith("file:///").endsWith("/sha256/ba/" + ABC);
    assertThat(Path.of(URI.create(reference.getUri()))).hasBinaryContent(CONTENT);
  }

  @Test
  void blobComesBackAsItWas() throws IOException {
    try (InputStream content = store.open(store.put(CONTENT))) {
      assertThat(content.readAllBytes()).isEqualTo(CONTENT);
    }
  }

  @Test
  void sameBytesAreStoredOnceByEitherWay() throws IOException {
    BlobReference first = store.put(CONTENT);

    assertThat(store.put(Files.write(folder.resolve("file"), CONTENT))).isEqualTo(first);
    assertThat(store.put(CONTENT)).isEqualTo(first);
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(1);
    }
  }

  @Test
  void damagedBlobIsReplacedByTheNextPut() throws IOException {
    Path place = Path.of(URI.create(store.put(CONTENT).getUri()));
    Files.writeString(place, "");

    store.put(CONTENT);

    assertThat(place).hasBinaryContent(CONTENT);
  }

  @Test
  void fileThatCannotBeReadLeavesNothing() throws IOException {
    Files.createDirectories(root);

    assertThatThrownBy(() -> store.put(folder)).isInstanceOf(IOException.class);
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void changedLongerAndShorterBlobsAreNoticed() throws IOException {
    BlobReference reference = store.put(CONTENT);
    Path place = Path.of(URI.create(reference.getUri()));

    for (String other : new String[] {"abd", "abcd", "ab", ""}) {
      Files.writeString(place, other);
      try (InputStream content = store.open(reference)) {
        assertThatThrownBy(content::readAllBytes).isInstanceOf(BlobMismatchException.class);
      }
    }
  }

  @Test
  void missingBlobIsNoSuchFile() {
    BlobReference missing =
        new BlobReference(root.resolve("sha256/ba/" + ABC).toUri().toString(), 3L, ABC);

    assertThatThrownBy(() -> store.open(missing)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void addressesOutsideOfTheRootAreRefused() throws IOException {
    Path secret = Files.write(folder.resolve("secret"), CONTENT);
    store.put(CONTENT);
    Path link = Files.createSymbolicLink(root.resolve("link"), secret);
    String up = "file://" + root.toUri().getRawPath() + "/sha256/../../secret";

    for (String address :
        new String[] {
          secret.toUri().toString(), link.toUri().toString(), up, "s3://bucket/key", "no address"
        }) {
      assertThatThrownBy(() -> store.open(new BlobReference(address, 3L, ABC)))
          .as(address)
          .isInstanceOf(ForbiddenSourceException.class);
    }
  }

  @Test
  void onlyFilesAreRead() throws IOException {
    String folderInside = Files.createDirectories(root.resolve("sha256")).toUri().toString();

    assertThatThrownBy(() -> store.open(new BlobReference(folderInside, 3L, ABC)))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  void storesOfOtherKindsAreRefused() {
    assertThatThrownBy(() -> BlobStore.at(URI.create("gs://bucket")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gs://bucket");
  }
}
