package io.scriptorium.app.cluster;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where payloads lie that are too long for a record. */
public final class BlobOptions {
  @Option(
      names = "--blobs",
      required = true,
      paramLabel = "PLACE",
      description =
          "Folder, or file:// address, of the blob store. All parts of a pipeline share it.")
  private String place;

  /** Its address. */
  public URI root() {
    try {
      URI root =
          place.contains("://") ? URI.create(place) : Path.of(place).toAbsolutePath().toUri();
      BlobStore.at(root);
      return root;
    } catch (IllegalArgumentException e) {
      throw new ActionableException("--blobs: " + e.getMessage(), e);
    }
  }

  /** Payloads in it. */
  public PayloadStore payloads() {
    return new PayloadStore(BlobStore.at(root()));
  }
}
