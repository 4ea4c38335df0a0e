package io.scriptorium.producers.blob;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Addresses of blobs as records write them, which may be anything. */
final class Addresses {
  private static final int LONGEST_SHOWN = 300;

  private Addresses() {}

  /** The address that a text is, if it is one. */
  static Optional<URI> parse(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The same for people, without what may be a secret: names of users and signed queries. */
  static String shown(String text) {
    String bare = text.replaceFirst("[?#](?s).*", "").replaceFirst("(?<=://)[^/]*@", "");
    String line = bare.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
  }
}
