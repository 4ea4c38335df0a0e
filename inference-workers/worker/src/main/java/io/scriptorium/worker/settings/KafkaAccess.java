package io.scriptorium.worker.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a worker reaches its cluster.
 *
 * @param bootstrapServers {@code host:port,…}
 * @param groupId the group whose members share the jobs
 * @param protocol how the group agrees on who reads what
 * @param properties further properties of Kafka's clients (security, timeouts), by Kafka's names
 */
public record KafkaAccess(
    String bootstrapServers,
    String groupId,
    GroupProtocol protocol,
    Map<String, String> properties) {

  /** How the members of a group agree on who reads what. */
  public enum GroupProtocol {
    /** The broker decides, one partition at a time (KIP-848). */
    CONSUMER,
    /** The members decide, for clusters older than Kafka 4.0. */
    CLASSIC
  }

  /** Delivery rests on these; whoever sets them gets duplicates or losses. */
  private static final Set<String> RESERVED =
      Set.of(
          "auto.offset.reset",
          "bootstrap.servers",
          "enable.auto.commit",
          "enable.idempotence",
          "group.id",
          "group.protocol",
          "isolation.level",
          "key.deserializer",
          "key.serializer",
          "max.poll.records",
          "max.request.size",
          "share.acknowledgement.mode",
          "share.acquire.mode",
          "transactional.id",
          "value.deserializer",
          "value.serializer");

  public KafkaAccess {
    properties = Map.copyOf(properties);
  }

  /** The default group on a cluster, given as {@code host:port,…}. */
  public static KafkaAccess of(String bootstrapServers) {
    return new KafkaAccess(
        bootstrapServers, WorkerSettings.DEFAULT_GROUP, GroupProtocol.CONSUMER, Map.of());
  }

  /** Without the properties' values, which may be secrets. */
  @Override
  public String toString() {
    return "KafkaAccess[%s, %s, %s, %s]"
        .formatted(bootstrapServers, groupId, protocol, new TreeSet<>(properties.keySet()));
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!bootstrapServers.matches("[^\\s,]+:\\d+(,[^\\s,]+:\\d+)*")) {
      problems.add("Bootstrap servers are host:port,… and not '%s'".formatted(bootstrapServers));
    }
    if (groupId.isBlank()) {
      problems.add("The group needs an id");
    }
    Set<String> reserved = new TreeSet<>(properties.keySet());
    reserved.retainAll(RESERVED);
    for (String key : reserved) {
      problems.add("The worker itself sets the client property " + key);
    }
    return problems;
  }
}
