package io.scriptorium.chaos;

import static org.awaitility.Awaitility.await;

import io.scriptorium.kafka.KafkaCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers that are controllers, too, each a process: every record lies on all of them and is
 * acknowledged by two, so that one of them may be dead.
 */
final class Brokers implements AutoCloseable {
  static final int COUNT = 3;

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final int HEAP = 384;

  private final Path folder;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Forked> processes = new ArrayList<>();

  private Brokers(Path folder) {
    this.folder = folder;
  }

  static Brokers start(Path folder) {
    Brokers brokers = new Brokers(folder);
    brokers.ports.addAll(freePorts(2 * COUNT));
    String cluster = Uuid.randomUuid().toString();
    for (int node = 0; node < COUNT; node++) {
      brokers.configure(node);
      Forked format =
          Forked.start(
              "kafka.tools.StorageTool",
              HEAP,
              brokers.log(node),
              List.of("format", "-t", cluster, "-c", brokers.configuration(node).toString()));
      if (format.awaitEnd() != 0) {
        throw new IllegalStateException("A broker's folder was not made, see " + brokers.log(node));
      }
    }
    for (int node = 0; node < COUNT; node++) {
      brokers.processes.add(brokers.fork(node));
    }
    brokers.awaitAll();
    return brokers;
  }

  /** Ports that nobody holds now. */
  private static List<Integer> freePorts(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      for (ServerSocket socket : held) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("No free ports", e);
    }
    return held.stream().map(ServerSocket::getLocalPort).toList();
  }

  private void configure(int node) {
    Properties properties = new Properties();
    properties.putAll(KafkaCluster.SETTINGS);
    String client = "PLAINTEXT://" + address(node);
    properties.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            Integer.toString(node),
            "listeners",
            client + ",CONTROLLER://127.0.0.1:" + ports.get(COUNT + node),
            "advertised.listeners",
            client,
            "controller.listener.names",
            "CONTROLLER",
            "controller.quorum.voters",
            IntStream.range(0, COUNT)
                .mapToObj(other -> "%d@127.0.0.1:%d".formatted(other, ports.get(COUNT + other)))
                .collect(Collectors.joining(",")),
            "log.dirs",
            folder.resolve("data-" + node).toAbsolutePath().toString()));
    properties.putAll(
        Map.of(
            "default.replication.factor", "3",
            "min.insync.replicas", "2",
            "offsets.topic.replication.factor", "3",
            "offsets.topic.num.partitions", "6",
            "transaction.state.log.replication.factor", "3",
            "transaction.state.log.min.isr", "2",
            "transaction.state.log.num.partitions", "6",
            "broker.session.timeout.ms", "2000",
            "broker.heartbeat.interval.ms", "400",
            "controlled.shutdown.enable", "true"));
    properties.putAll(
        Map.of(
            "num.network.threads", "2",
            "num.io.threads", "2",
            "log.cleaner.dedupe.buffer.size", "8388608",
            "log.index.size.max.bytes", "1048576"));
    try {
      Files.createDirectories(folder);
      try (Writer writer = Files.newBufferedWriter(configuration(node))) {
        properties.store(writer, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path configuration(int node) {
    return folder.resolve("broker-%d.properties".formatted(node));
  }

  private Path log(int node) {
    return folder.resolve("broker-%d.log".formatted(node));
  }

  private Forked fork(int node) {
    return Forked.start("kafka.Kafka", HEAP, log(node), List.of(configuration(node).toString()));
  }

  private String address(int node) {
    return "127.0.0.1:" + ports.get(node);
  }

  String bootstrapServers() {
    return IntStream.range(0, COUNT).mapToObj(this::address).collect(Collectors.joining(","));
  }

  /** Kills a broker that is back after a time, with what it has on its disk. */
  void kill(int node) {
    processes.get(node).kill();
  }

  /** Starts a broker that was killed. */
  void restart(int node) {
    processes.set(node, fork(node));
  }

  /** Returns when all brokers belong to the cluster. */
  void awaitAll() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      await("three brokers, see " + folder)
          .atMost(START_LIMIT)
          .ignoreExceptionsInstanceOf(ExecutionException.class)
          .until(() -> admin.describeCluster().nodes().get().size() == COUNT);
    }
  }

  @Override
  public void close() {
    processes.forEach(Forked::kill);
  }
}
