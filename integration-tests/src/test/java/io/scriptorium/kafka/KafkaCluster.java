package io.scriptorium.kafka;

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
      Map.of(
          "auto.create.topics.enable", "false",
          "group.initial.rebalance.delay.ms", "0",
          "group.min.session.timeout.ms", "1000",
          "group.consumer.min.session.timeout.ms", "3000",
          "group.consumer.session.timeout.ms", "6000",
          "group.consumer.min.heartbeat.interval.ms", "500",
          "group.consumer.heartbeat.interval.ms", "1000",
          "group.share.min.record.lock.duration.ms", "1000",
          "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

  /** Address for clients on this machine, in this process or another. */
  String bootstrapServers();

  /** Which implementation this is and what it runs, in a few words. */
  String description();

  @Override
  void close();
}
