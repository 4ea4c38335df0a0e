package io.scriptorium.producers.blob;

import io.scriptorium.avro.BlobReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The sources that jobs may name: the blob store, and what its operator allows beside it. Whatever
 * else a job names is refused before anything is looked up.
 */
public final class AllowedSources implements BlobSource {
  private final List<BlobSource> sources;

  /** Only these. */
  public AllowedSources(List<? extends BlobSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * A blob store and everything under some addresses.
   *
   * @param prefixes {@code file://}, {@code s3://}, {@code https://} or {@code http://} addresses
   * @param s3 how S3 is reached
   * @throws IllegalArgumentException with one line for a person if a prefix makes no sense
   */
  public static AllowedSources of(BlobStore blobs, List<URI> prefixes, S3Access s3) {
    List<BlobSource> sources = new ArrayList<>(List.of(blobs));
    List<HttpPrefix> web = new ArrayList<>();
    for (URI prefix : prefixes) {
      switch (String.valueOf(prefix.getScheme())) {
        case "file" -> sources.add(new FileBlobStore(Path.of(prefix)));
        case "s3" -> sources.add(new S3BlobStore(S3Address.root(prefix), s3));
        case "https", "http" -> web.add(HttpPrefix.of(prefix));
        default ->
            throw new IllegalArgumentException(
                "No source %s: use file://, s3://, https:// or http://".formatted(prefix));
      }
    }
    sources.add(new HttpSource(web, Patience.DEFAULT));
    return new AllowedSources(sources);
  }

  @Override
  public boolean covers(URI address) {
    return sources.stream().anyMatch(source -> source.covers(address));
  }

  @Override
  public InputStream open(BlobReference reference) throws IOException {
    return Addresses.parse(reference.getUri())
        .flatMap(address -> sources.stream().filter(source -> source.covers(address)).findFirst())
        .orElseThrow(
            () ->
                new ForbiddenSourceException(
                    reference.getUri(), "is not on the list of allowed sources"))
        .open(reference);
  }
}
