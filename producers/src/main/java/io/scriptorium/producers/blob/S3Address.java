package io.scriptorium.producers.blob;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code s3://bucket/key}.
 *
 * @param key not percent-encoded; of a whole bucket, nothing
 */
record S3Address(String bucket, String key) {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /** What blobs lie under; fails with one line for a person. */
  static S3Address root(URI address) {
    URI folder = URI.create(address.toString().replaceFirst("/+$", ""));
    return of(folder)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Not a place in S3: %s; write s3://bucket or s3://bucket/prefix"
                        .formatted(Addresses.shown(address.toString()))));
  }

  /** What an address names; empty where it is of another kind or hides where it leads. */
  static Optional<S3Address> of(URI address) {
    String bucket = address.getRawAuthority();
    boolean isPlain =
        "s3".equalsIgnoreCase(address.getScheme())
            && bucket != null
            && BUCKET.matcher(bucket).matches()
            && address.getRawQuery() == null
            && address.getRawFragment() == null
            && isPlain(address.getPath());
    return isPlain && bucket != null
        ? Optional.of(new S3Address(bucket, address.getPath().replaceFirst("^/", "")))
        : Optional.empty();
  }

  /** Keys are not paths, but whoever stands before the store may read them so. */
  private static boolean isPlain(String path) {
    return path.isEmpty()
        || Arrays.stream(path.substring(1).split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  /** Whether something lies under this. */
  boolean covers(S3Address other) {
    return bucket.equals(other.bucket)
        && (key.isEmpty() || other.key.equals(key) || other.key.startsWith(key + "/"));
  }

  /** What lies under this by a name of its own. */
  S3Address child(String name) {
    return new S3Address(bucket, key.isEmpty() ? name : key + "/" + name);
  }

  /** As records write it. */
  @Override
  public String toString() {
    try {
      return new URI("s3", bucket, key.isEmpty() ? "" : "/" + key, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Every key can be encoded", e);
    }
  }
}
