package io.scriptorium.producers.blob;

import io.scriptorium.avro.BlobReference;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * A content-addressed store: the SHA-256 of a blob decides its place, {@code sha256/ab/abcd…} under
 * the store's root, so that writing the same bytes twice stores them once. A blob is visible whole
 * or not at all. Blobs are never deleted here; that is a lifecycle rule's work. Safe for use by
 * several threads and processes.
 */
public interface BlobStore extends BlobSource {
  /** Stores bytes that are at hand. */
  BlobReference put(byte[] content) throws IOException;

  /** Stores a file of any length in constant memory. */
  BlobReference put(Path file) throws IOException;

  /**
   * Asks the store whether it is there and lets us in.
   *
   * @throws IOException with one line for a person if it is not or does not
   */
  default void requireAnswer() throws IOException {}

  /**
   * The store at a root, an S3 bucket as the SDK finds it by itself.
   *
   * @param root as {@link #at(URI, S3Access)} has it
   */
  static BlobStore at(URI root) {
    return at(root, S3Access.DEFAULT);
  }

  /**
   * The store at a root.
   *
   * @param root for instance {@code file:///var/lib/scriptorium/blobs} or {@code
   *     s3://bucket/prefix}
   * @param s3 how S3 is reached, if it is there
   * @throws IllegalArgumentException with one line for a person if there can be none
   */
  static BlobStore at(URI root, S3Access s3) {
    String scheme = String.valueOf(root.getScheme());
    return switch (scheme) {
      case "file" -> new FileBlobStore(Path.of(root));
      case "s3" -> new S3BlobStore(S3Address.root(root), s3);
      default ->
          throw new IllegalArgumentException(
              "Blob store %s is not supported: use file:///var/blobs or s3://bucket/prefix"
                  .formatted(root));
    };
  }
}
