package io.scriptorium.producers.blob;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A web address under which jobs may name sources.
 *
 * @param scheme {@code https} or {@code http}
 * @param host in lower case
 * @param port -1: that of the scheme
 * @param path a file or folder, percent-encoded; ends with a slash only if everything is meant
 */
record HttpPrefix(String scheme, String host, int port, String path) {
  /** Dots and slashes in disguise: servers differ in what they make of them. */
  private static final Pattern DISGUISED = Pattern.compile("(?i)%(2e|2f|5c|00)");

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");

  /** Reads one; fails with one line for a person. */
  static HttpPrefix of(URI prefix) {
    if (!isPlain(prefix) || prefix.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "Not a web address to allow: %s; write https://host/path"
              .formatted(Addresses.shown(prefix.toString())));
    }
    String path = prefix.getRawPath().replaceFirst("/+$", "");
    return new HttpPrefix(
        prefix.getScheme().toLowerCase(Locale.ROOT),
        prefix.getHost().toLowerCase(Locale.ROOT),
        prefix.getPort(),
        path.isEmpty() ? "/" : path);
  }

  boolean covers(URI address) {
    return isPlain(address)
        && scheme.equalsIgnoreCase(address.getScheme())
        && host.equalsIgnoreCase(address.getHost())
        && port(port) == port(address.getPort())
        && isUnder(address.getRawPath());
  }

  /** Whether it names this machine in so many words, so that this machine may be asked. */
  boolean isLoopback() {
    return LOOPBACK.matcher(host).matches();
  }

  private boolean isUnder(String file) {
    return path.equals("/") || file.equals(path) || file.startsWith(path + "/");
  }

  private int port(int given) {
    return given >= 0 ? given : scheme.equals("https") ? 443 : 80;
  }

  /** Whether an address has a host, no user, and a path that means what it says. */
  private static boolean isPlain(URI address) {
    return address.getHost() != null
        && address.getRawUserInfo() == null
        && !DISGUISED.matcher(address.getRawPath()).find()
        && address.normalize().getRawPath().equals(address.getRawPath());
  }
}
