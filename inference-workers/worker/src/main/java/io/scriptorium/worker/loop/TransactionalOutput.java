package io.scriptorium.worker.loop;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes records and offsets in one transaction. Owned by the poll thread. */
final class TransactionalOutput implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionalOutput.class);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final MeterRegistry meters;
  private Optional<Producer<byte[], byte[]>> open = Optional.empty();
  private Optional<KafkaClientMetrics> metrics = Optional.empty();

  TransactionalOutput(Supplier<Producer<byte[], byte[]>> producers, MeterRegistry meters) {
    this.producers = producers;
    this.meters = meters;
  }

  /**
   * Makes a new producer of the same transactional id. When this returns, whatever transaction an
   * earlier one left behind is decided.
   */
  void reopen() {
    close();
    Producer<byte[], byte[]> producer = producers.get();
    open = Optional.of(producer);
    KafkaClientMetrics bound = new KafkaClientMetrics(producer, Tags.of("client", "producer"));
    bound.bindTo(meters);
    metrics = Optional.of(bound);
    producer.initTransactions();
  }

  /** Writes everything or nothing. */
  Commit commit(
      List<ProducerRecord<byte[], byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata group) {
    Producer<byte[], byte[]> producer =
        open.orElseThrow(() -> new IllegalStateException("No producer is open"));
    Set<ProducerRecord<byte[], byte[]>> refused = ConcurrentHashMap.newKeySet();
    try {
      producer.beginTransaction();
      records.forEach(record -> send(producer, record, refused));
      producer.sendOffsetsToTransaction(offsets, group);
      producer.commitTransaction();
      return new Commit.Committed();
    } catch (KafkaException e) {
      return abort(producer, e, refused);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The commit fails if any record did.
  private static void send(
      Producer<byte[], byte[]> producer,
      ProducerRecord<byte[], byte[]> record,
      Set<ProducerRecord<byte[], byte[]>> refused) {
    producer.send(
        record,
        (written, error) -> {
          if (error instanceof RecordTooLargeException) {
            refused.add(record);
          }
        });
  }

  private static Commit abort(
      Producer<byte[], byte[]> producer,
      KafkaException cause,
      Set<ProducerRecord<byte[], byte[]>> refused) {
    try {
      producer.abortTransaction();
      return new Commit.Aborted(cause, refused);
    } catch (KafkaException | IllegalStateException e) {
      cause.addSuppressed(e);
      return new Commit.Unknown(cause);
    }
  }

  @Override
  public void close() {
    metrics.ifPresent(KafkaClientMetrics::close);
    metrics = Optional.empty();
    open.ifPresent(
        producer -> {
          try {
            producer.close(Duration.ofSeconds(5));
          } catch (KafkaException e) {
            LOG.warn("The producer did not close cleanly cause={}", e.toString());
          }
        });
    open = Optional.empty();
  }
}
