package io.scriptorium.chaos;

import io.scriptorium.chaos.Program.Seat;
import io.scriptorium.chaos.Program.Size;
import io.scriptorium.it.Apicurio;
import io.scriptorium.schemas.registry.RegistryAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A schema registry, which comes back with what it had. It is ended in good order: a killed one
 * would lose what its database has not written yet.
 *
 * @param url where its API begins
 * @param service what serves it
 */
record Registry(URI url, HttpService service) {
  /**
   * Starts one.
   *
   * @param folder the run's
   */
  static Registry start(Host host, Path folder) {
    Address address = host.addresses(1).get(0);
    Path schemas = folder.resolve("registry");
    try {
      Files.createDirectory(schemas);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Program program =
        new Program(
            "registry",
            Size.SERVICE,
            Apicurio.invocation(schemas, address.host(), address.port()),
            Seat.at(address));
    URI url = Apicurio.url(address.host(), address.port());
    return new Registry(url, HttpService.start(host, program, URI.create(url + "/subjects")));
  }

  /** How clients reach it. */
  RegistryAccess access() {
    return new RegistryAccess(url, Optional.empty());
  }
}
