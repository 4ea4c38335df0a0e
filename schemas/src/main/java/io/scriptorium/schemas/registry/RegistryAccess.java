package io.scriptorium.schemas.registry;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * How a schema registry is reached.
 *
 * @param url where its API begins, e.g. {@code http://registry:8081} or {@code
 *     http://apicurio:8080/apis/ccompat/v7}
 * @param login {@code user:password} for HTTP's basic authentication
 */
public record RegistryAccess(URI url, Optional<String> login) {
  /**
   * Checks the address.
   *
   * @throws IllegalArgumentException naming what is wrong with it
   */
  public RegistryAccess {
    boolean isHttp = Set.of("http", "https").contains(String.valueOf(url.getScheme()));
    if (!isHttp || url.getHost() == null) {
      throw new IllegalArgumentException(
          "A schema registry has an http:// or https:// address, not '%s'".formatted(url));
    }
    if (url.getUserInfo() != null) {
      throw new IllegalArgumentException("The address of a schema registry has no login in it");
    }
    if (login.filter(text -> !text.contains(":")).isPresent()) {
      throw new IllegalArgumentException("The login of a schema registry is user:password");
    }
  }

  /** The address of something in it. */
  URI at(String path) {
    return URI.create(url.toString().replaceFirst("/+$", "") + path);
  }

  /** Without the login. */
  @Override
  public String toString() {
    return url.toString();
  }
}
