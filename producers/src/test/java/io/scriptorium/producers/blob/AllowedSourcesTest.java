package io.scriptorium.producers.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.avro.BlobReference;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedSourcesTest {
  private static final byte[] CONTENT = "abc".getBytes(UTF_8);
  private static final S3Access NOWHERE =
      new S3Access(
          Optional.of(URI.create("http://localhost:1")),
          Optional.empty(),
          Optional.empty(),
          Patience.DEFAULT);

  @TempDir private Path folder;
  private BlobStore blobs;
  private Path scans;
  private AllowedSources sources;

  @BeforeEach
  void createSources() throws IOException {
    blobs = new FileBlobStore(folder.resolve("blobs"));
    scans = Files.createDirectories(folder.resolve("scans"));
    sources =
        AllowedSources.of(
            blobs,
            List.of(
                scans.toUri(),
                URI.create("s3://scans/inbox/"),
                URI.create("https://files.example.com/public")),
            NOWHERE);
  }

  private byte[] read(String address) throws IOException {
    try (var content = sources.open(reference(address))) {
      return content.readAllBytes();
    }
  }

  private BlobReference reference(String address) {
    return new BlobReference(
        address,
        (long) CONTENT.length,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void theBlobStoreAndAllowedFoldersAreRead() throws IOException {
    Path scan = Files.write(scans.resolve("a scan"), CONTENT);

    assertThat(read(blobs.put(CONTENT).getUri())).isEqualTo(CONTENT);
    assertThat(read(scan.toUri().toString())).isEqualTo(CONTENT);
  }

  @Test
  void missingFileInAnAllowedFolderIsMissingAndNotForbidden() {
    assertThatThrownBy(() -> read(scans.resolve("none").toUri().toString()))
        .isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "file://host/etc/passwd",
        "file:relative",
        "/etc/passwd",
        "jar:file:///etc/a.jar!/b",
        "s3://other/inbox/a",
        "s3://scans/inbox2/a",
        "s3://scans/inbox/../a",
        "s3://scans/inbox/%2e%2e/a",
        "s3://scans/inbox/./a",
        "s3://scans/inbox//a",
        "s3://user@scans/inbox/a",
        "s3://scans/inbox/a?versionId=1",
        "http://169.254.169.254/latest/meta-data/",
        "http://files.example.com/public/a",
        "https://files.example.com/private/a",
        "https://files.example.com/publicity",
        "https://files.example.com/public/../private",
        "https://files.example.com/public/%2E%2e/private",
        "https://files.example.com/public%2f..%2fprivate",
        "https://files.example.com:8443/public/a",
        "https://files.example.com.evil.example/public/a",
        "https://files.example.com@evil.example/public/a",
        "ftp://files.example.com/public/a",
        "no address",
        ""
      })
  void everythingElseIsForbiddenUnseen(String address) {
    assertThatThrownBy(() -> read(address))
        .isInstanceOf(ForbiddenSourceException.class)
        .hasMessageEndingWith(" is not on the list of allowed sources");
  }

  @Test
  void foldersBesideAnAllowedOneAreForbidden() throws IOException {
    Path beside = Files.createDirectories(folder.resolve("scans2")).resolve("a");
    Files.write(beside, CONTENT);

    for (String address :
        List.of(
            beside.toUri().toString(),
            "file://" + scans + "/../scans2/a",
            "file://" + scans + "/%2e%2e/scans2/a")) {
      assertThatThrownBy(() -> read(address)).isInstanceOf(ForbiddenSourceException.class);
    }
  }

  @Test
  void linksOutOfAnAllowedFolderAreForbidden() throws IOException {
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Files.write(secrets.resolve("a"), CONTENT);
    Files.createSymbolicLink(scans.resolve("file"), secrets.resolve("a"));
    Files.createSymbolicLink(scans.resolve("folder"), secrets);

    for (String name : List.of("file", "folder/a")) {
      assertThatThrownBy(() -> read(scans.resolve(name).toUri().toString()))
          .isInstanceOf(ForbiddenSourceException.class)
          .hasMessageEndingWith("leads out of " + scans);
    }
  }

  @Test
  void linksWithinAnAllowedFolderAreFollowed() throws IOException {
    Path scan = Files.write(scans.resolve("a"), CONTENT);
    Path link = Files.createSymbolicLink(scans.resolve("link"), scan);

    assertThat(read(link.toUri().toString())).isEqualTo(CONTENT);
  }

  @Test
  void secretsInAnAddressAreNotRepeated() {
    assertThatThrownBy(() -> read("https://user:word@evil.example/a?X-Amz-Signature=abc#d"))
        .hasMessage("https://evil.example/a is not on the list of allowed sources");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host/", "s3://UPPER", "https://user@host/", "https:///path", "x"})
  void prefixesThatMakeNoSenseAreRefused(String prefix) {
    assertThatThrownBy(() -> AllowedSources.of(blobs, List.of(URI.create(prefix)), NOWHERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("\n");
  }
}
