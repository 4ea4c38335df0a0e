package io.scriptorium.producers.split;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.PageResult;
import io.scriptorium.producers.job.CancelRequests;
import io.scriptorium.producers.tail.MockTails;
import io.scriptorium.producers.tail.TailClients;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One partition of document jobs behind Kafka's mock clients. What is committed outlives the
 * clients, what is not dies with them.
 */
final class MockCluster implements SplitterClients {
  static final TopicPartition JOBS = new TopicPartition(Topics.DOCUMENT_JOBS.name(), 0);

  private final List<ConsumerRecord<byte[], byte[]>> jobs = new CopyOnWriteArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> committed = new CopyOnWriteArrayList<>();
  private final List<OffsetAndMetadata> offsets = new CopyOnWriteArrayList<>();
  private final List<RecordingProducer> producers = new CopyOnWriteArrayList<>();
  private final MockTails tails = new MockTails(Topics.CANCELLATIONS);
  private int commitsUntilFenced = Integer.MAX_VALUE;

  void addJob(byte[] value) {
    jobs.add(new ConsumerRecord<>(JOBS.topic(), 0, jobs.size(), new byte[] {1}, value));
  }

  void addJob(byte[] value, String traceparent) {
    addJob(value);
    jobs.get(jobs.size() - 1)
        .headers()
        .add("traceparent", traceparent.getBytes(StandardCharsets.UTF_8));
  }

  void cancel(String jobId) {
    tails.write(CancelRequests.of(jobId, Instant.EPOCH));
  }

  void refuseTails(KafkaException refusal) {
    tails.fail(Optional.of(refusal));
  }

  @Override
  public TailClients tails() {
    return tails;
  }

  /** Where a predecessor stopped. */
  void commit(OffsetAndMetadata offset) {
    offsets.add(offset);
  }

  /** Lets some commits pass, then fences the producer that tries the next. */
  void fenceAfterCommits(int count) {
    commitsUntilFenced = count;
  }

  Optional<OffsetAndMetadata> lastOffset() {
    return offsets.isEmpty() ? Optional.empty() : Optional.of(offsets.get(offsets.size() - 1));
  }

  List<OffsetAndMetadata> offsets() {
    return offsets;
  }

  int producers() {
    return producers.size();
  }

  List<PageJob> pageJobs() {
    return values(Topics.PAGE_JOBS);
  }

  List<PageResult> pageResults() {
    return values(Topics.PAGE_RESULTS);
  }

  List<DocumentManifest> manifests() {
    return values(Topics.DOCUMENT_MANIFESTS);
  }

  List<DeadLetter> deadLetters() {
    return values(Topics.DEAD_LETTERS);
  }

  List<ProducerRecord<byte[], byte[]>> records(Topic<?> topic) {
    return committed.stream().filter(record -> record.topic().equals(topic.name())).toList();
  }

  private <R extends SpecificRecord> List<R> values(Topic<R> topic) {
    var codec = topic.codec();
    return records(topic).stream().map(record -> codec.decode(record.value())).toList();
  }

  @Override
  public Consumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          private int delivered = -1;

          @Override
          public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (delivered < 0) {
              // Subscribing makes the mock forget what was committed.
              lastOffset().ifPresent(offset -> commitSync(Map.of(JOBS, offset)));
              rebalance(List.of(JOBS));
              delivered = lastOffset().map(offset -> (int) offset.offset()).orElse(0);
            } else if (paused().isEmpty() && delivered < jobs.size()) {
              addRecord(jobs.get(delivered++));
            }
            return super.poll(Duration.ZERO);
          }
        };
    consumer.updateBeginningOffsets(Map.of(JOBS, 0L));
    return consumer;
  }

  @Override
  public Producer<byte[], byte[]> producer() {
    RecordingProducer producer = new RecordingProducer();
    producers.add(producer);
    return producer;
  }

  /** Hands what it commits to the cluster. */
  private final class RecordingProducer extends MockProducer<byte[], byte[]> {
    private final List<ProducerRecord<byte[], byte[]>> open = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> openOffsets = new HashMap<>();

    RecordingProducer() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
      open.add(record);
      return super.send(record);
    }

    @Override
    public void sendOffsetsToTransaction(
        Map<TopicPartition, OffsetAndMetadata> positions, ConsumerGroupMetadata group) {
      super.sendOffsetsToTransaction(positions, group);
      openOffsets.putAll(positions);
    }

    @Override
    public void commitTransaction() {
      if (commitsUntilFenced-- == 0) {
        throw new ProducerFencedException("another splitter of this name");
      }
      super.commitTransaction();
      committed.addAll(open);
      offsets.addAll(openOffsets.values());
      open.clear();
      openOffsets.clear();
    }
  }
}
