package io.scriptorium.kafka;

import static java.util.Map.entry;

import java.util.Map;

/**
 * A Kafka cluster for tests: one broker that keeps its data until it is closed. Topics are not
 * created on demand.
 */
public interface KafkaCluster extends AutoCloseable {

  /**
   * Broker properties that every implementation sets: groups and transactions of a killed process
   * are given up within seconds.
   */
  Map<String, String> SETTINGS =
      Map.ofEntries(
          entry("auto.create.topics.enable", "false"),
          entry("group.initial.rebalance.delay.ms", "0"),
          entry("group.min.session.timeout.ms", "1000"),
          entry("group.consumer.min.session.timeout.ms", "3000"),
          entry("group.consumer.session.timeout.ms", "6000"),
          entry("group.consumer.min.heartbeat.interval.ms", "500"),
          entry("group.consumer.heartbeat.interval.ms", "1000"),
          entry("group.share.min.session.timeout.ms", "3000"),
          entry("group.share.session.timeout.ms", "6000"),
          entry("group.share.min.heartbeat.interval.ms", "500"),
          entry("group.share.heartbeat.interval.ms", "1000"),
          entry("group.share.min.record.lock.duration.ms", "1000"),
          entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"));

  /** Address for clients on this machine, in this process or another. */
  String bootstrapServers();

  /** Which implementation this is and what it runs, in a few words. */
  String description();

  @Override
  void close();
}
