package io.scriptorium.app.cluster;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.schemas.registry.RegistryAccess;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;

/** Options of every command that talks to a cluster. */
public final class ClusterOptions {
  private static final String REGISTRY_LOGIN = "schema.registry.basic.auth.user.info";

  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT[,…]",
      description = "Kafka brokers to begin with.")
  private String bootstrap;

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description = "Further client settings by Kafka's names, e.g. for TLS and SASL.")
  private Optional<Path> properties = Optional.empty();

  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      description = {
        "Schema registry with Confluent's API, in whose wire format records are then written;"
            + " records of either format are read.",
        "A login, user:password, is the property " + REGISTRY_LOGIN + " of --kafka-properties."
      })
  private Optional<URI> registry = Optional.empty();

  /** The cluster that is meant. */
  public Cluster cluster() {
    Map<String, String> read = new HashMap<>(properties.map(ClusterOptions::read).orElse(Map.of()));
    Optional<String> login = Optional.ofNullable(read.remove(REGISTRY_LOGIN));
    return new Cluster(bootstrap, read, registry.map(url -> access(url, login)));
  }

  private static RegistryAccess access(URI url, Optional<String> login) {
    try {
      return new RegistryAccess(url, login);
    } catch (IllegalArgumentException e) {
      throw new ActionableException("--schema-registry: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> read(Path file) {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      read.load(reader);
    } catch (NoSuchFileException e) {
      throw new ActionableException("--kafka-properties: %s: no such file".formatted(file), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ActionableException(
          "--kafka-properties: %s is not a properties file: %s".formatted(file, e.getMessage()), e);
    }
    Map<String, String> map = new HashMap<>();
    read.stringPropertyNames().forEach(name -> map.put(name, read.getProperty(name)));
    return map;
  }
}
