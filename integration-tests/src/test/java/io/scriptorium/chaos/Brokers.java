package io.scriptorium.chaos;

import static org.awaitility.Awaitility.await;

import io.scriptorium.chaos.Program.Seat;
import io.scriptorium.chaos.Program.Size;
import io.scriptorium.kafka.KafkaCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers that are controllers, too: every record lies on all of them and is acknowledged by
 * two, so that one of them may be dead.
 */
final class Brokers {
  static final int COUNT = 3;

  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final Host host;
  private final Path folder;
  private final List<Address> addresses;
  private final Optional<SmallDisk> disk;
  private final String cluster = Uuid.randomUuid().toString();
  private final List<Part> parts = new ArrayList<>();

  private Brokers(Host host, Path folder, Optional<SmallDisk> disk) {
    this.host = host;
    this.folder = folder;
    this.disk = disk;
    addresses = host.addresses(COUNT);
  }

  /**
   * Starts them; they are a cluster when this returns.
   *
   * @param disk of the last of them; empty: the run's folder, as the others'
   */
  static Brokers start(Host host, Path folder, Optional<SmallDisk> disk) {
    Brokers brokers = new Brokers(host, folder, disk);
    for (int node = 0; node < COUNT; node++) {
      brokers.configure(node);
      brokers.parts.add(brokers.startOne(node));
    }
    brokers.awaitAll();
    return brokers;
  }

  private void configure(int node) {
    Properties properties = new Properties();
    properties.putAll(KafkaCluster.SETTINGS);
    Address own = addresses.get(node);
    String client = "PLAINTEXT://" + own.client();
    properties.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            Integer.toString(node),
            "listeners",
            client + ",CONTROLLER://" + own.controller(),
            "advertised.listeners",
            client,
            "controller.listener.names",
            "CONTROLLER",
            "controller.quorum.voters",
            IntStream.range(0, COUNT)
                .mapToObj(other -> "%d@%s".formatted(other, addresses.get(other).controller()))
                .collect(Collectors.joining(",")),
            "log.dirs",
            data(node).toString()));
    properties.putAll(
        Map.of(
            "default.replication.factor", "3",
            "min.insync.replicas", "2",
            "offsets.topic.replication.factor", "3",
            "offsets.topic.num.partitions", "6",
            "transaction.state.log.replication.factor", "3",
            "transaction.state.log.min.isr", "2",
            "transaction.state.log.num.partitions", "6",
            "controlled.shutdown.enable", "true"));
    // A busy machine is not to look like a dead one.
    properties.putAll(
        Map.of(
            "broker.session.timeout.ms", "6000",
            "broker.heartbeat.interval.ms", "1000",
            "controller.quorum.election.timeout.ms", "3000",
            "controller.quorum.fetch.timeout.ms", "6000",
            "controller.quorum.request.timeout.ms", "6000"));
    properties.putAll(
        Map.of(
            "num.network.threads", "2",
            "num.io.threads", "2",
            "log.cleaner.dedupe.buffer.size", "8388608",
            "log.index.size.max.bytes", "1048576"));
    try (Writer writer = Files.newBufferedWriter(configuration(node))) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<SmallDisk> diskOf(int node) {
    return node == COUNT - 1 ? disk : Optional.empty();
  }

  private Path data(int node) {
    return diskOf(node)
        .map(SmallDisk::folder)
        .orElseGet(() -> folder.resolve("data-" + node).toAbsolutePath());
  }

  private Path configuration(int node) {
    return folder.resolve("broker-%d.properties".formatted(node)).toAbsolutePath();
  }

  private Part startOne(int node) {
    Seat seat = new Seat(Optional.of(addresses.get(node)), diskOf(node));
    List<String> arguments = List.of(configuration(node).toString(), cluster);
    return host.start(
        Program.of("broker-" + node, Size.SERVICE, BrokerProcess.class, arguments).at(seat));
  }

  String bootstrapServers() {
    return addresses.stream().map(Address::client).collect(Collectors.joining(","));
  }

  Part get(int node) {
    return parts.get(node);
  }

  /** Starts a broker that is gone, with what it has on its disk. */
  void restart(int node) {
    parts.set(node, startOne(node));
  }

  /** The disk that can be filled, and is the last broker's. */
  SmallDisk disk() {
    return disk.orElseThrow();
  }

  /** Returns when all brokers belong to the cluster. */
  void awaitAll() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      await("three brokers, see " + folder)
          .atMost(START_LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .ignoreExceptionsInstanceOf(ExecutionException.class)
          .until(() -> admin.describeCluster().nodes().get().size() == COUNT);
    }
  }
}
