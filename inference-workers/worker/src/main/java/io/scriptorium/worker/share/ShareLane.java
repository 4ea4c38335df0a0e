package io.scriptorium.worker.share;

import io.scriptorium.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of the share group, with one record at a time in hand. A share consumer gives out
 * nothing new before it has an answer to all that it gave out; with several records at a time, the
 * slowest job would hold up the others. Owned by the loop's thread.
 *
 * <pre>
 *   empty ──ask──▶ holding ──accept, release──▶ empty
 *                   ▲   │
 *                   └───┘ renew, before the broker's lock ends
 * </pre>
 */
final class ShareLane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShareLane.class);
  private static final List<String> TOPICS =
      Stream.of(Topics.PAGE_LANES, Topics.IMAGE_LANES)
          .flatMap(lanes -> lanes.names().stream())
          .toList();
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  /** For the broker's answer, which is one round trip away. */
  private static final Duration RENEWAL_WAIT = Duration.ofSeconds(2);

  private static final Duration SHORT_POLL = Duration.ofMillis(1);
  private static final Duration USUAL_LOCK = Duration.ofSeconds(30);

  /** The lock is renewed three times before it would end. */
  private static final int RENEWALS = 3;

  private final Supplier<ShareConsumer<byte[], byte[]>> consumers;
  private final Runnable onRefusal;
  private ShareConsumer<byte[], byte[]> consumer;
  private Optional<ConsumerRecord<byte[], byte[]>> held = Optional.empty();
  private Instant renewal = Instant.MAX;

  /**
   * A lane whose consumer is made and not yet a member.
   *
   * @param onRefusal told each time that the broker refuses an acknowledgement, since the record is
   *     no longer this member's
   */
  ShareLane(Supplier<ShareConsumer<byte[], byte[]>> consumers, Runnable onRefusal) {
    this.consumers = consumers;
    this.onRefusal = onRefusal;
    this.consumer = open();
  }

  private ShareConsumer<byte[], byte[]> open() {
    ShareConsumer<byte[], byte[]> opened = consumers.get();
    opened.setAcknowledgementCommitCallback(
        (offsets, refusal) -> {
          if (refusal != null) {
            LOG.warn("Acknowledgement refused offsets={} cause={}", offsets, refusal.toString());
            onRefusal.run();
          }
        });
    return opened;
  }

  void subscribe() {
    consumer.subscribe(TOPICS);
  }

  /** Asks for a record where it holds none; empty if there is none yet. */
  Optional<ConsumerRecord<byte[], byte[]>> ask(Instant now) {
    if (held.isPresent()) {
      return Optional.empty();
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
      held = Optional.of(record);
    }
    held.ifPresent(record -> renewLater(now));
    return held;
  }

  private void renewLater(Instant now) {
    Duration lock = consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(USUAL_LOCK);
    renewal = now.plus(lock.dividedBy(RENEWALS));
  }

  /**
   * Keeps the record that it holds, if it is time to say so.
   *
   * @return whether it still holds what it held before
   */
  boolean renew(Instant now) {
    if (held.isEmpty() || now.isBefore(renewal)) {
      return true;
    }
    ConsumerRecord<byte[], byte[]> record = held.get();
    held = Optional.empty();
    consumer.acknowledge(record, AcknowledgeType.RENEW);
    boolean isRenewed =
        consumer.commitSync(RENEWAL_WAIT).values().stream().allMatch(Optional::isEmpty);
    if (isRenewed) {
      takeBack();
      renewLater(now);
    }
    if (held.isPresent() && !isSame(held.get(), record)) {
      end(AcknowledgeType.RELEASE);
    }
    return held.isPresent();
  }

  /**
   * A record that was renewed is given out once more, as soon as the consumer's own thread has said
   * so to this one. A poll that waits would wait for something new from the broker.
   */
  private void takeBack() {
    for (int i = 0; held.isEmpty() && i < RENEWAL_WAIT.dividedBy(SHORT_POLL); i++) {
      for (ConsumerRecord<byte[], byte[]> next : consumer.poll(SHORT_POLL)) {
        held = Optional.of(next);
      }
    }
  }

  private static boolean isSame(
      ConsumerRecord<byte[], byte[]> one, ConsumerRecord<byte[], byte[]> other) {
    return one.offset() == other.offset()
        && one.partition() == other.partition()
        && one.topic().equals(other.topic());
  }

  /** Says what became of the record that it holds. */
  void end(AcknowledgeType type) {
    ConsumerRecord<byte[], byte[]> record = held.orElseThrow();
    held = Optional.empty();
    consumer.acknowledge(record, type);
    consumer.commitAsync();
  }

  /** Goes on with a new consumer; what it held goes back. */
  void reopen() {
    close();
    consumer = open();
    subscribe();
  }

  /** Leaves the group; what it holds goes back. */
  @Override
  public void close() {
    held = Optional.empty();
    try {
      consumer.close(CLOSE_WAIT);
    } catch (KafkaException e) {
      LOG.warn("A member did not leave cleanly cause={}", e.toString());
    }
  }
}
