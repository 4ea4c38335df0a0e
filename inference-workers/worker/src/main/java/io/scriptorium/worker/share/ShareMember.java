package io.scriptorium.worker.share;

import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.UnusableClusterException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of the share group and the records that the broker has given it. Owned by one thread.
 *
 * <pre>
 *   nothing held ──poll──▶ held, confirmed ──accept, release, reject──▶ the next one held, or nothing
 *                           ▲    │                                        ▲
 *                           └────┘ renew, well before the lock ends       │
 *                                └──── refused, or leave: all go back ────┘
 * </pre>
 *
 * <p>A share consumer gives out nothing new while something that it gave out is not acknowledged,
 * or is renewed; but a second fetch may be under way when the first one is answered. What that
 * brings waits inside the client, where nobody renews it, while the broker's lock on it runs out
 * and another member gets it. Three rules keep such records from being lost or done for nothing:
 * consumers are polled only while nothing is held, or at once after a renewal that succeeded, which
 * fetches nothing; whatever a poll gives is held, and renewed with all else; and a record is begun
 * only after a renewal has shown that it is still this member's.
 */
final class ShareMember {
  private static final Logger LOG = LoggerFactory.getLogger(ShareMember.class);

  /**
   * Longest wait for a record. The client fetches no more in a poll in which a fetch brought the
   * end of a transaction alone, so that it is short.
   */
  private static final Duration POLL_WAIT = Duration.ofMillis(500);

  /** For the broker's answer, which is one round trip away. */
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(10);

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
  private static final Duration USUAL_LOCK = Duration.ofSeconds(30);

  /** The lock is renewed so often before it would end. */
  private static final int RENEWALS = 3;

  private final List<String> topics;
  private final Supplier<ShareConsumer<byte[], byte[]>> consumers;
  private final Clock clock;
  private final Deque<ConsumerRecord<byte[], byte[]>> held = new ArrayDeque<>();
  private Optional<ShareConsumer<byte[], byte[]>> open;
  private Instant renewal = Instant.MAX;

  /** A member that joins its group when it is first asked for a record of these topics. */
  ShareMember(List<String> topics, Supplier<ShareConsumer<byte[], byte[]>> consumers, Clock clock) {
    this.topics = List.copyOf(topics);
    this.consumers = consumers;
    this.clock = clock;
    this.open = Optional.of(opened());
  }

  private ShareConsumer<byte[], byte[]> opened() {
    ShareConsumer<byte[], byte[]> consumer = consumers.get();
    consumer.subscribe(topics);
    return consumer;
  }

  private ShareConsumer<byte[], byte[]> consumer() {
    if (open.isEmpty()) {
      open = Optional.of(opened());
    }
    return open.get();
  }

  /**
   * The next record, which is held until it is ended; empty if there is none now.
   *
   * @throws KafkaException if the cluster fails; the member should {@link #leave()} then
   */
  Optional<ConsumerRecord<byte[], byte[]>> next() {
    if (held.isEmpty()) {
      consumer().poll(POLL_WAIT).forEach(held::add);
    }
    return !held.isEmpty() && renew() ? Optional.of(held.getFirst()) : Optional.empty();
  }

  /**
   * Keeps what it holds, if it is time to say so.
   *
   * @return whether it still holds what it held; if not, it has left the group
   */
  boolean keep() {
    return clock.instant().isBefore(renewal) || renew();
  }

  private boolean renew() {
    ConsumerRecord<byte[], byte[]> first = held.getFirst();
    try {
      held.forEach(record -> consumer().acknowledge(record, AcknowledgeType.RENEW));
      held.clear();
      if (isTaken(consumer().commitSync(ANSWER_WAIT))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer().poll(Duration.ZERO)) {
          if (isSame(record, first)) {
            held.addFirst(record);
          } else {
            held.addLast(record);
          }
        }
      }
    } catch (KafkaException e) {
      UnusableClusterException.throwIfPermanent(e, Role.WORKER);
      LOG.warn("A record could not be kept cause={}", e.toString());
      held.clear();
    }
    if (held.isEmpty() || !isSame(held.getFirst(), first)) {
      LOG.warn(
          "No longer this worker's topic={} partition={} offset={}",
          first.topic(),
          first.partition(),
          first.offset());
      leave();
      return false;
    }
    Duration lock =
        consumer().acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(USUAL_LOCK);
    renewal = clock.instant().plus(lock.dividedBy(RENEWALS));
    return true;
  }

  private static boolean isTaken(Map<TopicIdPartition, Optional<KafkaException>> answers) {
    answers.forEach(
        (place, refusal) ->
            refusal.ifPresent(e -> LOG.warn("Refused partition={} cause={}", place, e.toString())));
    return !answers.isEmpty() && answers.values().stream().allMatch(Optional::isEmpty);
  }

  private static boolean isSame(
      ConsumerRecord<byte[], byte[]> one, ConsumerRecord<byte[], byte[]> other) {
    return one.offset() == other.offset()
        && one.partition() == other.partition()
        && one.topic().equals(other.topic());
  }

  /**
   * Says what became of the record that it gave last.
   *
   * @return whether the broker has noted it; if not, the record may have gone to another member
   * @throws KafkaException if the cluster fails; the member should {@link #leave()} then
   */
  boolean end(AcknowledgeType type) {
    consumer().acknowledge(held.removeFirst(), type);
    return isTaken(consumer().commitSync(ANSWER_WAIT));
  }

  /** Leaves the group, until it is asked for a record again. What it holds goes back. */
  void leave() {
    held.clear();
    open.ifPresent(
        consumer -> {
          try {
            consumer.close(CLOSE_WAIT);
          } catch (KafkaException e) {
            LOG.warn("A member did not leave cleanly cause={}", e.toString());
          }
        });
    open = Optional.empty();
  }
}
