package io.scriptorium.app.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker inside this process: one KRaft node, reachable from this machine only. Topics are
 * not created on demand; both group protocols are served. Not for data that must survive the
 * machine: there is one copy of everything.
 *
 * <p>The only class that touches Kafka's server internals.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final int PORT_TRIES = 3;

  private final KafkaRaftServer server;
  private final String bootstrapServers;
  private final Optional<Path> temporaryFolder;
  private boolean closed;

  private EmbeddedBroker(
      KafkaRaftServer server, String bootstrapServers, Optional<Path> temporaryFolder) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
    this.temporaryFolder = temporaryFolder;
  }

  /**
   * Starts a broker; on return it takes requests.
   *
   * @throws UncheckedIOException if the port is taken or the folder cannot be written
   * @throws KafkaException if Kafka refuses a property or cannot start
   */
  public static EmbeddedBroker start(BrokerSettings settings) {
    Optional<Path> temporary =
        settings.folder().isPresent() ? Optional.empty() : Optional.of(temporaryFolder());
    try {
      return start(settings, settings.folder().orElseGet(temporary::orElseThrow), temporary);
    } catch (RuntimeException e) {
      temporary.ifPresent(EmbeddedBroker::delete);
      throw e;
    }
  }

  private static EmbeddedBroker start(
      BrokerSettings settings, Path folder, Optional<Path> temporary) {
    for (int attempt = 1; ; attempt++) {
      LoopbackPorts ports = LoopbackPorts.choose(settings.port());
      Properties properties = BrokerProperties.of(ports, folder, settings.overrides());
      format(folder);
      KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
      try {
        server.startup();
        String address = BrokerProperties.address(ports.client());
        LOG.info("broker_started bootstrap={} folder={}", address, folder);
        return new EmbeddedBroker(server, address, temporary);
      } catch (KafkaException e) {
        stop(server);
        // Somebody else may have taken a port between the choice and the bind.
        if (attempt == PORT_TRIES || settings.port().isPresent()) {
          throw e;
        }
        LOG.warn("broker_start_failed attempt={} reason={}", attempt, e.getMessage());
      }
    }
  }

  /** Address for the {@code bootstrap.servers} setting of a client on this machine. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the broker and deletes its folder if that was temporary; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stop(server);
    temporaryFolder.ifPresent(EmbeddedBroker::delete);
    LOG.info("broker_stopped bootstrap={}", bootstrapServers);
  }

  private static void stop(KafkaRaftServer server) {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path folder) {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      Files.createDirectories(folder);
      new Formatter()
          .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
          .setNodeId(BrokerProperties.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(folder.toAbsolutePath().toString())
          .setMetadataLogDirectory(folder.toAbsolutePath().toString())
          .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
          .run();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the broker's folder " + folder, e);
    } catch (Exception e) {
      throw new KafkaException("Cannot format the broker's folder " + folder, e);
    }
    LOG.debug("broker_formatted folder={} said={}", folder, said.toString(StandardCharsets.UTF_8));
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("scriptorium-broker-");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create a folder for the embedded broker", e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warn("broker_folder_left folder={} reason={}", folder, e.toString());
    }
  }
}
