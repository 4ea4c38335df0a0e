package io.scriptorium.app.cluster;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.producers.blob.AllowedSources;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The blob store, and what else jobs may name as their source. */
public final class SourceOptions {
  @Mixin private BlobOptions blobs;

  @Option(
      names = "--allow-source",
      split = ",",
      paramLabel = "PREFIX",
      description =
          "Folder, or s3://, https:// or http:// address, under which jobs may name files beside"
              + " the blob store; any number of times, or with commas between (default: none).")
  private List<String> allowed = List.of();

  /** The store alone. */
  BlobOptions blobs() {
    return blobs;
  }

  /** Payloads that are written to the store and read from whatever is allowed. */
  public PayloadStore payloads() {
    BlobStore store = blobs.store();
    try {
      return new PayloadStore(
          store,
          AllowedSources.of(
              store, allowed.stream().map(BlobOptions::address).toList(), blobs.access()));
    } catch (IllegalArgumentException e) {
      throw new ActionableException("--allow-source: " + e.getMessage(), e);
    }
  }
}
