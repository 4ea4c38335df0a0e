package io.scriptorium.worker.loop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second how many records lie before a consumer: from where it reads on to the last
 * stable offset. What it has taken is no lag, however late it is committed. Owned by the poll
 * thread.
 */
final class LagWatch {
  private static final Logger LOG = LoggerFactory.getLogger(LagWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final DeliveryMeters meters;
  private final Clock clock;
  private Instant next = Instant.MIN;

  LagWatch(Consumer<byte[], byte[]> consumer, DeliveryMeters meters, Clock clock) {
    this.consumer = consumer;
    this.meters = meters;
    this.clock = clock;
  }

  /**
   * Looks, if it is time.
   *
   * @param notDue partitions whose records are not to be taken yet, and so are no lag
   */
  void look(Set<TopicPartition> notDue) {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(PAUSE);
    try {
      long lag = 0;
      for (TopicPartition partition : consumer.assignment()) {
        lag += notDue.contains(partition) ? 0 : consumer.currentLag(partition).orElse(0);
      }
      meters.assigned(consumer.assignment().size(), lag);
    } catch (KafkaException | IllegalStateException e) {
      LOG.debug("The lag is not known cause={}", e.toString());
    }
  }
}
