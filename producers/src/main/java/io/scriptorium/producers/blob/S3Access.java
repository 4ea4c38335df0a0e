package io.scriptorium.producers.blob;

import java.net.URI;
import java.util.Optional;

/**
 * How S3 is reached. Credentials are not among it: the AWS SDK finds them by its own rules
 * (variables, profiles, roles).
 *
 * @param endpoint of a store that is not AWS's, e.g. {@code https://minio.example.com}
 * @param region empty: as the SDK finds it; with an endpoint of one's own, {@code us-east-1} where
 *     {@code AWS_REGION} does not say otherwise
 * @param addressing empty: by path with an endpoint of one's own, else by host name
 * @param patience how long it is waited for
 */
public record S3Access(
    Optional<URI> endpoint,
    Optional<String> region,
    Optional<Addressing> addressing,
    Patience patience) {

  public static final S3Access DEFAULT =
      new S3Access(Optional.empty(), Optional.empty(), Optional.empty(), Patience.DEFAULT);

  /** Where a request names the bucket. */
  public enum Addressing {
    /** In the path: {@code https://host/bucket/key}. */
    PATH,
    /** In the host name: {@code https://bucket.host/key}. */
    VIRTUAL
  }

  /**
   * Checks the endpoint.
   *
   * @throws IllegalArgumentException with one line for a person
   */
  public S3Access {
    endpoint.ifPresent(S3Access::check);
  }

  private static void check(URI endpoint) {
    boolean isWeb =
        "https".equalsIgnoreCase(endpoint.getScheme())
            || "http".equalsIgnoreCase(endpoint.getScheme());
    if (!isWeb || endpoint.getHost() == null || endpoint.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "An endpoint of S3 is https://host or http://host:port, not "
              + Addresses.shown(endpoint.toString()));
    }
  }

  /** The same with another patience. */
  public S3Access with(Patience other) {
    return new S3Access(endpoint, region, addressing, other);
  }

  boolean byPath() {
    return addressing.map(Addressing.PATH::equals).orElse(endpoint.isPresent());
  }
}
