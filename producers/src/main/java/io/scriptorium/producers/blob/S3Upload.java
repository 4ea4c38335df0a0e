package io.scriptorium.producers.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Uploads a file part by part, one of them in memory. In the end it is there as a whole or not at
 * all; parts that could not be deleted after a failure are a lifecycle rule's work.
 */
record S3Upload(S3Client client, S3Address place) {
  /** S3 takes no more of them. */
  private static final int MOST_PARTS = 10_000;

  /**
   * Uploads a file.
   *
   * @param sha256 what its bytes are to have
   * @return its length in bytes
   */
  long upload(Path file, String sha256) throws IOException {
    try {
      String id =
          client
              .createMultipartUpload(
                  create ->
                      create
                          .bucket(place.bucket())
                          .key(place.key())
                          .contentType(S3BlobStore.MEDIA_TYPE))
              .uploadId();
      try {
        return upload(file, sha256, id);
      } catch (IOException | RuntimeException e) {
        abort(id, e);
        throw e;
      }
    } catch (SdkException e) {
      throw S3Failures.of(e, place);
    }
  }

  private long upload(Path file, String sha256, String id) throws IOException {
    long size = Files.size(file);
    int partSize = Math.toIntExact(Math.max(Patience.PART, size / MOST_PARTS + 1));
    MessageDigest digest = Sha256.digest();
    List<CompletedPart> parts = new ArrayList<>();
    long done = 0;
    try (InputStream content = Files.newInputStream(file)) {
      for (byte[] part = content.readNBytes(partSize);
          part.length > 0;
          part = content.readNBytes(partSize)) {
        digest.update(part);
        done += part.length;
        parts.add(upload(part, parts.size() + 1, id));
      }
    }
    if (!Sha256.hex(digest).equals(sha256)) {
      throw new IOException(file + " has changed while it was stored");
    }
    var unused =
        client.completeMultipartUpload(
            complete ->
                complete
                    .bucket(place.bucket())
                    .key(place.key())
                    .uploadId(id)
                    .multipartUpload(all -> all.parts(parts)));
    return done;
  }

  private CompletedPart upload(byte[] part, int number, String id) {
    String tag =
        client
            .uploadPart(
                upload ->
                    upload.bucket(place.bucket()).key(place.key()).uploadId(id).partNumber(number),
                RequestBody.fromContentProvider(
                    ContentStreamProvider.fromByteArrayUnsafe(part),
                    part.length,
                    S3BlobStore.MEDIA_TYPE))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  private void abort(String id, Exception cause) {
    try {
      var unused =
          client.abortMultipartUpload(
              abort -> abort.bucket(place.bucket()).key(place.key()).uploadId(id));
    } catch (SdkException e) {
      cause.addSuppressed(e);
    }
  }
}
