package io.scriptorium.app.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Properties of a single KRaft node that is broker and controller at once, on loopback only. */
final class BrokerProperties {
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  static final int NODE_ID = 1;

  /** Properties that hold the node together; nobody may replace them. */
  static final List<String> FIXED =
      List.of(
          "process.roles",
          "node.id",
          "listeners",
          "advertised.listeners",
          "controller.listener.names",
          "controller.quorum.voters",
          "log.dirs");

  private static final String LOOPBACK = "127.0.0.1";

  private BrokerProperties() {}

  static String address(int port) {
    return LOOPBACK + ":" + port;
  }

  static Properties of(LoopbackPorts ports, Path folder, Map<String, String> overrides) {
    Properties properties = new Properties();
    properties.putAll(onOneNode());
    properties.putAll(small());
    properties.putAll(overrides);
    String client = "PLAINTEXT://" + address(ports.client());
    String controller = CONTROLLER_LISTENER + "://" + address(ports.controller());
    properties.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            Integer.toString(NODE_ID),
            "listeners",
            client + "," + controller,
            "advertised.listeners",
            client,
            "controller.listener.names",
            CONTROLLER_LISTENER,
            "controller.quorum.voters",
            NODE_ID + "@" + address(ports.controller()),
            "log.dirs",
            folder.toAbsolutePath().toString()));
    return properties;
  }

  /** What Kafka expects of three nodes by default, and what makes a local group wait for nobody. */
  private static Map<String, String> onOneNode() {
    return Map.of(
        "default.replication.factor", "1",
        "min.insync.replicas", "1",
        "offsets.topic.replication.factor", "1",
        "transaction.state.log.replication.factor", "1",
        "transaction.state.log.min.isr", "1",
        "share.coordinator.state.topic.replication.factor", "1",
        "share.coordinator.state.topic.min.isr", "1",
        "auto.create.topics.enable", "false",
        "group.initial.rebalance.delay.ms", "0",
        "group.streams.initial.rebalance.delay.ms", "0");
  }

  /** Few internal partitions and threads, small buffers: a fast start and a small heap. */
  private static Map<String, String> small() {
    return Map.of(
        "offsets.topic.num.partitions", "4",
        "transaction.state.log.num.partitions", "4",
        "share.coordinator.state.topic.num.partitions", "1",
        "num.network.threads", "2",
        "num.io.threads", "2",
        "background.threads", "2",
        "log.cleaner.dedupe.buffer.size", "8388608",
        "log.index.size.max.bytes", "1048576");
  }
}
