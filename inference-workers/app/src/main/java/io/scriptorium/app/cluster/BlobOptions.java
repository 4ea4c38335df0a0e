package io.scriptorium.app.cluster;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.ErrorReporter;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.Patience;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.blob.S3Access;
import io.scriptorium.producers.blob.S3Access.Addressing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where payloads lie that are too long for a record. */
public final class BlobOptions {
  @Option(
      names = "--blobs",
      required = true,
      paramLabel = "PLACE",
      description =
          "Folder, file:// address or s3://bucket/prefix of the blob store. All parts of a pipeline"
              + " share it.")
  private String place;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "Where S3 is, if it is not AWS's, e.g. https://minio.example.com.")
  private Optional<URI> endpoint = Optional.empty();

  @Option(
      names = "--s3-region",
      paramLabel = "NAME",
      description = "Region of the bucket (default: where the AWS SDK finds one).")
  private Optional<String> region = Optional.empty();

  @Option(
      names = "--s3-addressing",
      paramLabel = "path|virtual",
      description =
          "Whether the bucket is named in the path or in the host name (default: path with"
              + " --s3-endpoint, else virtual).")
  private Optional<Addressing> addressing = Optional.empty();

  /**
   * The store, which was asked whether it is there.
   *
   * @throws ActionableException if there is none, or it does not let us in
   */
  public BlobStore store() {
    try {
      BlobStore store = BlobStore.at(address(place), access());
      store.requireAnswer();
      return store;
    } catch (IllegalArgumentException e) {
      throw new ActionableException("--blobs: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ActionableException("--blobs: " + ErrorReporter.describe(e), e);
    }
  }

  /** Payloads in it. */
  public PayloadStore payloads() {
    return new PayloadStore(store());
  }

  /** How S3 is reached. */
  S3Access access() {
    try {
      return new S3Access(endpoint, region, addressing, Patience.DEFAULT);
    } catch (IllegalArgumentException e) {
      throw new ActionableException("--s3-endpoint: " + e.getMessage(), e);
    }
  }

  /**
   * The address of what a person calls a place: an address, or a folder.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static URI address(String place) {
    return place.contains("://") ? URI.create(place) : Path.of(place).toAbsolutePath().toUri();
  }
}
