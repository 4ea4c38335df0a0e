package io.scriptorium.producers.blob;

import io.scriptorium.avro.BlobReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Blobs on web servers, as far as they are allowed. Redirects are followed if their target is
 * allowed, too. Names that lead to link-local addresses or a cloud's metadata are not, whatever is
 * allowed, nor are those that lead to this machine, unless the list names it. The JVM keeps what a
 * name means for 30 seconds, so that the address that was looked at is the one connected to.
 */
final class HttpSource implements BlobSource {
  private static final int MOST_REDIRECTS = 5;

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** Timeouts and overload: other answers of these families will not change. */
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  private final List<HttpPrefix> allowed;
  private final Patience patience;

  HttpSource(List<HttpPrefix> allowed, Patience patience) {
    this.allowed = List.copyOf(allowed);
    this.patience = patience;
  }

  @Override
  public boolean covers(URI address) {
    return prefix(address).isPresent();
  }

  @Override
  public InputStream open(BlobReference reference) throws IOException {
    URI address =
        Addresses.parse(reference.getUri())
            .orElseThrow(() -> forbidden(reference, "is no address"));
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpURLConnection connection = connect(reference, address);
      int status = connection.getResponseCode();
      if (!REDIRECTS.contains(status)) {
        return body(connection, status, reference);
      }
      String location = connection.getHeaderField("Location");
      connection.disconnect();
      URI from = address;
      address =
          Optional.ofNullable(location)
              .flatMap(Addresses::parse)
              .map(from::resolve)
              .orElseThrow(() -> forbidden(reference, "redirects to nowhere"));
    }
    throw forbidden(reference, "redirects more than %d times".formatted(MOST_REDIRECTS));
  }

  private HttpURLConnection connect(BlobReference reference, URI address) throws IOException {
    HttpPrefix prefix =
        prefix(address)
            .orElseThrow(
                () ->
                    forbidden(
                        reference,
                        "leads to %s, which is not on the list of allowed sources"
                            .formatted(Addresses.shown(address.toString()))));
    for (InetAddress peer : InetAddress.getAllByName(address.getHost())) {
      if (!Peers.mayBeAsked(peer, prefix.isLoopback())) {
        throw forbidden(reference, "leads to %s, which is off limits".formatted(peer));
      }
    }
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) patience.connect().toMillis());
    connection.setReadTimeout((int) patience.read().toMillis());
    return connection;
  }

  private InputStream body(HttpURLConnection connection, int status, BlobReference reference)
      throws IOException {
    if (status == HttpURLConnection.HTTP_OK) {
      long announced = connection.getContentLengthLong();
      try {
        BlobMismatchException.requireLength(reference, announced);
      } catch (BlobMismatchException e) {
        connection.disconnect();
        throw e;
      }
      return new VerifyingInputStream(
          new BlobBody(
              connection.getInputStream(),
              announced,
              connection::disconnect,
              patience.ofBlob(reference.getSize())),
          reference);
    }
    connection.disconnect();
    String answer = "the server answered " + status;
    if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
      throw new NoSuchFileException(reference.getUri(), null, answer);
    }
    if (status / 100 == 4 && !PASSING.contains(status)) {
      throw new AccessDeniedException(reference.getUri(), null, answer);
    }
    throw new IOException(answer);
  }

  private Optional<HttpPrefix> prefix(URI address) {
    return allowed.stream().filter(prefix -> prefix.covers(address)).findFirst();
  }

  private static ForbiddenSourceException forbidden(BlobReference reference, String why) {
    return new ForbiddenSourceException(reference.getUri(), why);
  }
}
