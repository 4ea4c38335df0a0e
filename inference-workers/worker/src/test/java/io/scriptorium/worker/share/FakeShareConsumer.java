package io.scriptorium.worker.share;

import io.scriptorium.worker.job.JobSamples;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.AcknowledgementCommitCallback;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.record.TimestampType;

/**
 * A member of a share group as Kafka's own behaves with explicit acknowledgement: it gives nothing
 * out while something is not acknowledged, and gives out once more what was renewed.
 */
final class FakeShareConsumer implements ShareConsumer<byte[], byte[]> {
  /** What the broker would give out next. */
  final Queue<ConsumerRecord<byte[], byte[]>> ready = new ArrayDeque<>();

  /** Acknowledgements that reached the broker, as {@code offset TYPE}. */
  final List<String> acknowledged = new ArrayList<>();

  /** Offsets that are no longer this member's. */
  final Set<Long> lost = new HashSet<>();

  /** Records that it gives out at once. */
  int batch = 1;

  /** What happens when it is asked and has nothing to give. */
  Runnable whenEmpty = () -> {};

  /** What happens when a renewal has reached the broker. */
  Runnable whenRenewed = () -> {};

  /** What happens when it is made again. */
  Runnable whenOpened = () -> {};

  private final List<ConsumerRecord<byte[], byte[]>> out = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> renewed = new ArrayList<>();
  private final Map<ConsumerRecord<byte[], byte[]>, AcknowledgeType> pending = new HashMap<>();
  private Set<String> topics = Set.of();
  private boolean closed = true;
  private int opened;

  /** A job's record at its n-th delivery. */
  static ConsumerRecord<byte[], byte[]> record(long offset, int delivery) {
    ConsumerRecord<byte[], byte[]> plain =
        JobSamples.record(JobSamples.page((int) offset + 1).build(), 0, offset);
    return delivered(plain, delivery);
  }

  static ConsumerRecord<byte[], byte[]> delivered(
      ConsumerRecord<byte[], byte[]> plain, int delivery) {
    return new ConsumerRecord<>(
        plain.topic(),
        plain.partition(),
        plain.offset(),
        plain.timestamp(),
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        plain.key(),
        plain.value(),
        new RecordHeaders(),
        Optional.empty(),
        Optional.of((short) delivery));
  }

  /** Joins anew, as a consumer that is made after it was closed. */
  FakeShareConsumer reopened() {
    closed = false;
    if (opened++ > 0) {
      whenOpened.run();
    }
    return this;
  }

  /** How often it was made. */
  int opened() {
    return opened;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    if (closed) {
      throw new IllegalStateException("This consumer has already been closed.");
    }
    if (!out.isEmpty()) {
      throw new IllegalStateException("All records must be acknowledged");
    }
    commitAsync();
    out.addAll(renewed);
    renewed.clear();
    boolean isAskedForMore = out.isEmpty();
    while (isAskedForMore && out.size() < batch && !ready.isEmpty()) {
      out.add(ready.remove());
    }
    if (out.isEmpty()) {
      whenEmpty.run();
    }
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> given = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : out) {
      given
          .computeIfAbsent(
              new TopicPartition(record.topic(), record.partition()), key -> new ArrayList<>())
          .add(record);
    }
    return new ConsumerRecords<>(given, Map.of());
  }

  @Override
  public void acknowledge(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
    if (!out.remove(record)) {
      throw new IllegalStateException("The record cannot be acknowledged.");
    }
    pending.put(record, type);
  }

  @Override
  public Map<TopicIdPartition, Optional<KafkaException>> commitSync(Duration timeout) {
    Map<TopicIdPartition, Optional<KafkaException>> answers = new HashMap<>();
    pending.forEach(
        (record, type) -> {
          TopicIdPartition place =
              new TopicIdPartition(Uuid.ONE_UUID, record.partition(), record.topic());
          if (lost.contains(record.offset())) {
            KafkaException refusal = new InvalidRecordStateException("lost");
            answers.put(place, Optional.of(refusal));
          } else {
            acknowledged.add(record.offset() + " " + type.name());
            answers.put(place, Optional.empty());
            if (type == AcknowledgeType.RENEW) {
              renewed.add(record);
              whenRenewed.run();
            }
          }
        });
    pending.clear();
    return answers;
  }

  @Override
  public void commitAsync() {
    var unused = commitSync(Duration.ZERO);
  }

  @Override
  public void setAcknowledgementCommitCallback(AcknowledgementCommitCallback callback) {}

  @Override
  public Optional<Integer> acquisitionLockTimeoutMs() {
    return Optional.of(30_000);
  }

  @Override
  public Set<String> subscription() {
    return topics;
  }

  @Override
  public void subscribe(Collection<String> others) {
    topics = Set.copyOf(others);
  }

  @Override
  public void unsubscribe() {
    topics = Set.of();
  }

  @Override
  public void acknowledge(ConsumerRecord<byte[], byte[]> record) {
    acknowledge(record, AcknowledgeType.ACCEPT);
  }

  @Override
  public void acknowledge(String topic, int partition, long offset, AcknowledgeType type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<TopicIdPartition, Optional<KafkaException>> commitSync() {
    return commitSync(Duration.ZERO);
  }

  @Override
  public Uuid clientInstanceId(Duration timeout) {
    return Uuid.ONE_UUID;
  }

  @Override
  public Map<MetricName, ? extends Metric> metrics() {
    return Map.of();
  }

  @Override
  public void registerMetricForSubscription(KafkaMetric metric) {}

  @Override
  public void unregisterMetricFromSubscription(KafkaMetric metric) {}

  @Override
  public void close() {
    close(Duration.ZERO);
  }

  @Override
  public void close(Duration timeout) {
    commitAsync();
    out.clear();
    renewed.clear();
    closed = true;
  }

  @Override
  public void wakeup() {}
}
