package io.scriptorium.producers.blob;

import io.scriptorium.avro.BlobReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A blob store in a bucket of S3, or of what speaks its language. A blob of up to 16 MiB is one
 * request, whose digest the store checks; a larger one is uploaded in parts. A blob that is there
 * is written again, so that its age, by which a lifecycle rule deletes, is that of its last use.
 */
public final class S3BlobStore implements BlobStore {
  static final String MEDIA_TYPE = "application/octet-stream";

  private final S3Address root;
  private final S3Client client;
  private final Patience patience;

  /**
   * A store under a root. Nothing is asked of it yet.
   *
   * @throws IllegalArgumentException with one line for a person if there can be none
   */
  S3BlobStore(S3Address root, S3Access access) {
    this.root = root;
    this.client = S3Clients.of(access);
    this.patience = access.patience();
  }

  @Override
  public BlobReference put(byte[] content) throws IOException {
    byte[] digest = Sha256.digest().digest(content);
    S3Address place = place(HexFormat.of().formatHex(digest));
    try {
      var unused =
          client.putObject(
              put ->
                  put.bucket(place.bucket())
                      .key(place.key())
                      .contentType(MEDIA_TYPE)
                      .checksumSHA256(Base64.getEncoder().encodeToString(digest)),
              RequestBody.fromContentProvider(
                  ContentStreamProvider.fromByteArrayUnsafe(content), content.length, MEDIA_TYPE));
    } catch (SdkException e) {
      throw S3Failures.of(e, place);
    }
    return reference(place, content.length, HexFormat.of().formatHex(digest));
  }

  @Override
  public BlobReference put(Path file) throws IOException {
    if (Files.size(file) <= Patience.PART) {
      return put(Files.readAllBytes(file));
    }
    String sha256 = digestOf(file);
    S3Address place = place(sha256);
    long size = new S3Upload(client, place).upload(file, sha256);
    return reference(place, size, sha256);
  }

  @Override
  public boolean covers(URI address) {
    return S3Address.of(address).filter(root::covers).isPresent();
  }

  @Override
  public InputStream open(BlobReference reference) throws IOException {
    S3Address place =
        Addresses.parse(reference.getUri())
            .flatMap(S3Address::of)
            .filter(root::covers)
            .orElseThrow(
                () -> new ForbiddenSourceException(reference.getUri(), "is outside of " + root));
    ResponseInputStream<GetObjectResponse> body;
    try {
      body = client.getObject(get -> get.bucket(place.bucket()).key(place.key()));
    } catch (SdkException e) {
      throw S3Failures.of(e, place);
    }
    long announced = Objects.requireNonNullElse(body.response().contentLength(), -1L);
    try {
      BlobMismatchException.requireLength(reference, announced);
    } catch (BlobMismatchException e) {
      body.abort();
      throw e;
    }
    return new VerifyingInputStream(
        new BlobBody(body, announced, body::abort, patience.ofBlob(reference.getSize())),
        reference);
  }

  @Override
  public void requireAnswer() throws IOException {
    try {
      var unused =
          client.listObjectsV2(list -> list.bucket(root.bucket()).prefix(root.key()).maxKeys(1));
    } catch (SdkException e) {
      throw S3Failures.of(e, root);
    }
  }

  private S3Address place(String sha256) {
    return root.child("sha256/%s/%s".formatted(sha256.substring(0, 2), sha256));
  }

  private static BlobReference reference(S3Address place, long size, String sha256) {
    return new BlobReference(place.toString(), size, sha256);
  }

  private static String digestOf(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream content = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Sha256.hex(digest);
  }
}
