package io.scriptorium.worker.loop;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.scriptorium.avro.PageResult;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.producers.cancel.CancelledJobs;
import io.scriptorium.producers.job.CancelRequests;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.job.Endings;
import io.scriptorium.worker.job.JobReader;
import io.scriptorium.worker.job.JobSamples;
import io.scriptorium.worker.job.TokenEstimates;
import io.scriptorium.worker.once.Claims;
import io.scriptorium.worker.settings.Limits;
import io.scriptorium.worker.settings.Pace;
import io.scriptorium.worker.settings.WorkerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** A poll loop among Kafka's mock clients, turned by hand. */
final class Bench {
  static final TopicPartition P0 = new TopicPartition(Topics.PAGE_JOBS.name(), 0);

  /** A partition of the pages that somebody waits for. */
  static final TopicPartition HIGH = new TopicPartition(Topics.PAGE_LANES.high().name(), 0);

  static final TopicPartition P1 = new TopicPartition(Topics.PAGE_JOBS.name(), 1);

  /** A partition of the first retry lane. */
  static final TopicPartition R0 = new TopicPartition(Topics.RETRY_LANES.get(0).topic().name(), 0);

  static final Duration TICK = Duration.ofMillis(100);

  final ManualClock clock = new ManualClock();
  final FakeEngine engine = new FakeEngine();
  final ListeningConsumer consumer = new ListeningConsumer();
  final List<StrictProducer> producers = new ArrayList<>();
  final InMemorySpanExporter spans = InMemorySpanExporter.create();
  final Telemetry telemetry =
      new Telemetry(
          new SimpleMeterRegistry(),
          new RecordTraces(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(spans))
                  .build()));
  final TokenEstimates estimates = new TokenEstimates();
  final CancelledJobs cancelled = new CancelledJobs();
  final Claims claims = new Claims(1000);
  final PollLoop loop;

  /** A mock consumer that hands out the loop's rebalance listener. */
  static final class ListeningConsumer extends MockConsumer<byte[], byte[]> {
    private Optional<ConsumerRebalanceListener> listener = Optional.empty();
    private Duration lastWait = Duration.ZERO;

    ListeningConsumer() {
      super("earliest");
    }

    @Override
    public synchronized void subscribe(
        Collection<String> topics, ConsumerRebalanceListener rebalances) {
      super.subscribe(topics, rebalances);
      listener = Optional.of(rebalances);
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      lastWait = timeout;
      return super.poll(timeout);
    }

    /** How long the last poll was allowed to wait for records. */
    Duration lastWait() {
      return lastWait;
    }

    ConsumerRebalanceListener listener() {
      return listener.orElseThrow();
    }
  }

  Bench() {
    this(Limits.DEFAULT);
  }

  /** One that lets jobs finish whose partitions go to somebody else. */
  static Bench handingOver(Duration atMost) {
    return new Bench(Limits.DEFAULT, atMost, true, RecordFormat.SINGLE_OBJECT);
  }

  /** One that has not heard yet which jobs are cancelled. */
  static Bench thatDoesNotKnowYet() {
    return new Bench(Limits.DEFAULT, Duration.ZERO, false, RecordFormat.SINGLE_OBJECT);
  }

  Bench(Limits limits) {
    this(limits, RecordFormat.SINGLE_OBJECT);
  }

  Bench(Limits limits, RecordFormat format) {
    this(limits, Duration.ZERO, true, format);
  }

  private Bench(Limits limits, Duration handover, boolean knowsCancellations, RecordFormat format) {
    if (knowsCancellations) {
      cancelled.becomeCurrentAfter(CompletableFuture.completedFuture(null));
    }
    claims.follow(() -> CompletableFuture.completedFuture(null));
    for (Topic<?> topic : Topics.all()) {
      Node[] nodes = {Node.noNode()};
      consumer.updatePartitions(
          topic.name(),
          List.of(
              new PartitionInfo(topic.name(), 0, nodes[0], nodes, nodes),
              new PartitionInfo(topic.name(), 1, nodes[0], nodes, nodes)));
    }
    consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L, HIGH, 0L, R0, 0L));
    loop =
        new PollLoop(
            new Clients(consumer, this::producer, new EmptyTails()),
            new Jobs(
                new JobReader(limits.maxPayloadBytes(), format),
                engine,
                new Endings(new ModelIdentity("fake", "0123456789ab"), clock),
                estimates,
                new Jobs.Known(cancelled, claims)),
            settings(limits, handover),
            clock,
            telemetry);
    loop.subscribe();
  }

  private static WorkerSettings settings(Limits limits, Duration handover) {
    WorkerSettings usual = WorkerSettings.defaults("localhost:9092");
    Pace pace = new Pace(TICK, handover, usual.pace().drainDeadline());
    return new WorkerSettings(usual.kafka(), limits, usual.retries(), pace, usual.memory());
  }

  private StrictProducer producer() {
    StrictProducer producer = new StrictProducer();
    producers.add(producer);
    return producer;
  }

  StrictProducer currentProducer() {
    return producers.get(producers.size() - 1);
  }

  /** Assigns partitions and turns once. */
  void assign(TopicPartition... partitions) {
    consumer.schedulePollTask(() -> consumer.rebalance(List.of(partitions)));
    loop.once();
  }

  /** Adds jobs at the given offsets; the page of each is the one after. */
  void add(TopicPartition partition, int... offsets) {
    for (int offset : offsets) {
      consumer.addRecord(
          new ConsumerRecord<>(
              partition.topic(),
              partition.partition(),
              offset,
              new byte[] {1},
              Topics.PAGE_JOBS.codec().encode(JobSamples.page(offset + 1).build())));
    }
  }

  void add(TopicPartition partition, long offset, byte[] value) {
    consumer.addRecord(JobSamples.record(partition.partition(), offset, new byte[] {1}, value));
  }

  /** Hands what was written to the first retry lane out as a broker would. */
  void redeliver() {
    long offset = 0;
    for (ProducerRecord<byte[], byte[]> record : written(R0.topic())) {
      consumer.addRecord(
          new ConsumerRecord<>(R0.topic(), R0.partition(), offset, record.key(), record.value()));
      offset++;
    }
  }

  void turn() {
    loop.once();
  }

  /** Turns once after the tick is over. */
  void tick() {
    tick(TICK);
  }

  /** Turns once after a longer time. */
  void tick(Duration time) {
    clock.advance(time);
    loop.once();
  }

  /** Tells the loop that a job is not wanted any more. */
  void cancel(String jobId) {
    byte[] value = CancelRequests.of(jobId, clock.instant()).value();
    cancelled
        .source()
        .sink()
        .accept(new ConsumerRecord<>(Topics.CANCELLATIONS.name(), 0, 0, new byte[] {1}, value));
  }

  /** Results of pages that were committed, over all producers, in order. */
  List<PageResult> results() {
    return written(Topics.PAGE_RESULTS.name()).stream()
        .map(record -> Topics.PAGE_RESULTS.codec().decode(record.value()))
        .toList();
  }

  /** Offsets of the jobs whose results were committed, over all producers, in order. */
  List<Integer> committedResults() {
    return results().stream().map(result -> result.getPage() - 1).toList();
  }

  List<ProducerRecord<byte[], byte[]>> deadLetters() {
    return written(Topics.DEAD_LETTERS.name());
  }

  List<ProducerRecord<byte[], byte[]>> written(String topic) {
    return producers.stream()
        .flatMap(producer -> producer.history().stream())
        .filter(record -> record.topic().equals(topic))
        .toList();
  }

  /** The last offsets that were committed, over all producers. */
  Map<TopicPartition, OffsetAndMetadata> committedOffsets() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (MockProducer<byte[], byte[]> producer : producers) {
      producer
          .consumerGroupOffsetsHistory()
          .forEach(transaction -> transaction.values().forEach(offsets::putAll));
    }
    return offsets;
  }

  /** The last offset that was committed of a partition. */
  OffsetAndMetadata committed(TopicPartition partition) {
    return Optional.ofNullable(committedOffsets().get(partition)).orElseThrow();
  }

  /** Lets the consumer see what the producers committed, as a broker would. */
  void brokerKnows(Map<TopicPartition, OffsetAndMetadata> offsets) {
    consumer.commitSync(offsets);
  }

  Set<Integer> paused() {
    return consumer.paused().stream().map(TopicPartition::partition).collect(Collectors.toSet());
  }
}
