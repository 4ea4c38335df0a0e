package io.scriptorium.producers.split;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.opentelemetry.api.trace.StatusCode;
import io.scriptorium.avro.DocumentJob;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.producers.cancel.Cancellations;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.DeadLetters;
import io.scriptorium.schemas.Decoded;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.schemas.telemetry.Telemetry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the splitter's Kafka clients, from joining the group to leaving it or to the first
 * failure. Documents are split one at a time; while one is, polling goes on, and lanes of which a
 * document waits are paused. For use by one thread.
 */
final class SplitSession implements ConsumerRebalanceListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SplitSession.class);
  private static final Duration IDLE_POLL = Duration.ofMillis(200);
  private static final long EVENT_WAIT_MS = 20;
  private static final Duration CLOSE = Duration.ofSeconds(5);

  /** Longest job in bytes without its payload: names, prompt and attributes travel on. */
  private static final int MAX_JOB_BYTES = 256 << 10;

  private final AvroCodec<DocumentJob> jobs;
  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final SplitTask.Workshop workshop;
  private final SplitCounters counters;
  private final RecordTraces traces;
  private final List<KafkaClientMetrics> clientMetrics;
  private final SplitTransaction transaction;
  private final Cancellations cancellations;
  private final WaitingDocuments waiting = new WaitingDocuments();
  private final Map<TopicPartition, Optional<OffsetAndMetadata>> committed = new HashMap<>();
  private Optional<SplitWork> work = Optional.empty();

  SplitSession(
      SplitterClients clients,
      SplitTask.Workshop workshop,
      SplitCounters counters,
      Telemetry telemetry,
      Cancellations cancellations) {
    this.cancellations = cancellations;
    this.workshop = workshop;
    this.counters = counters;
    jobs = Topics.DOCUMENT_JOBS.codec(clients.format());
    producer = clients.producer();
    consumer = clients.consumer();
    traces = telemetry.traces();
    clientMetrics =
        List.of(
            new KafkaClientMetrics(consumer, Tags.of("client", "consumer")),
            new KafkaClientMetrics(producer, Tags.of("client", "producer")));
    clientMetrics.forEach(metrics -> metrics.bindTo(telemetry.meters()));
    transaction = new SplitTransaction(producer, workshop.clock());
  }

  /** Whether the group has let it in. */
  boolean isMember() {
    return consumer.groupMetadata().generationId() >= 0;
  }

  /** Undoes what a predecessor left open, and joins the group. */
  void open() {
    producer.initTransactions();
    consumer.subscribe(Topics.DOCUMENT_LANES.names(), this);
  }

  /**
   * Polls, moves the document at hand on, and commits when it is time; takes 0.2 s at most. No
   * document is begun before it is known which of them were cancelled.
   */
  void step() throws InterruptedException {
    hearCancellations();
    boolean mayBegin = cancellations.isCurrent();
    boolean isIdle = work.isEmpty() && (waiting.isEmpty() || !mayBegin);
    for (ConsumerRecord<byte[], byte[]> record :
        consumer.poll(isIdle && transaction.isEmpty() ? IDLE_POLL : Duration.ZERO)) {
      waiting.add(record);
    }
    if (mayBegin && work.isEmpty() && !waiting.isEmpty()) {
      take(waiting.removeFirst());
    }
    if (work.isPresent()) {
      handleEvents(work.get());
    }
    boolean isBusy = work.isPresent() || !waiting.isEmpty();
    Set<TopicPartition> held = waiting.held(consumer.assignment());
    consumer.pause(held);
    Set<TopicPartition> released = new HashSet<>(consumer.paused());
    released.removeAll(held);
    consumer.resume(released);
    // Where more may lie ready, short documents share a transaction.
    boolean isOutOfWork = isIdle && !isBusy;
    if (isOutOfWork || isDue()) {
      transaction.commit(consumer);
    }
  }

  private void hearCancellations() {
    for (Optional<String> jobId = cancellations.next();
        jobId.isPresent();
        jobId = cancellations.next()) {
      String cancelled = jobId.get();
      work.filter(current -> current.job().getJobId().equals(cancelled))
          .ifPresent(SplitWork::giveUp);
    }
  }

  /** Commits the pages that are out; whoever takes the document next goes on after them. */
  void drain() {
    work.ifPresent(this::handBack);
    transaction.commit(consumer);
  }

  private void handBack(SplitWork current) {
    current.cancel();
    transaction.progress(current.partition(), current.handedBack());
    work = Optional.empty();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(new HashSet<>(partitions));
    for (TopicPartition partition : partitions) {
      committed.put(partition, Optional.ofNullable(known.get(partition)));
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    work.filter(current -> partitions.contains(current.partition())).ifPresent(this::handBack);
    transaction.commit(consumer);
    waiting.drop(partitions);
    committed.keySet().removeAll(partitions);
  }

  /** Others have the partitions already: what is not committed must not be. */
  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    throw new KafkaException("Partitions were taken away: " + partitions);
  }

  @Override
  public void close() {
    work.ifPresent(SplitWork::cancel);
    clientMetrics.forEach(KafkaClientMetrics::close);
    try {
      consumer.close(CloseOptions.timeout(CLOSE));
    } finally {
      producer.close(CLOSE);
    }
  }

  private boolean isDue() {
    return transaction.records() >= workshop.settings().pagesPerTransaction()
        || transaction.age().compareTo(workshop.settings().commitInterval()) >= 0
        || work.map(SplitWork::isSuspect).orElse(false);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    TracedRecord traced =
        new TracedRecord(record, traces.consume(record), workshop.clock().instant());
    if (record.value() == null) {
      reject(
          traced,
          Optional.empty(),
          new Failure(FailureReason.UNDECODABLE_RECORD, "The record has no value"));
      return;
    }
    Decoded<DocumentJob> decoded = jobs.tryDecode(record.value());
    if (decoded instanceof Decoded.Undecodable<DocumentJob> undecodable) {
      reject(
          traced,
          Optional.empty(),
          new Failure(FailureReason.UNDECODABLE_RECORD, undecodable.message()));
    } else if (decoded instanceof Decoded.Ok<DocumentJob> ok) {
      start(traced, ok.value());
    }
  }

  private void start(TracedRecord traced, DocumentJob job) {
    ConsumerRecord<byte[], byte[]> record = traced.record();
    var content = job.getPayload().getContent();
    int length = record.value().length - (content == null ? 0 : content.remaining());
    if (length > MAX_JOB_BYTES) {
      reject(
          traced,
          Optional.of(job),
          new Failure(
              FailureReason.RECORD_TOO_LARGE,
              "Prompt and attributes take %,d bytes, the limit is %,d"
                  .formatted(length, MAX_JOB_BYTES)));
      return;
    }
    if (record.value().length > Topics.DOCUMENT_JOBS.maxMessageBytes()) {
      reject(
          traced,
          Optional.of(job),
          new Failure(
              FailureReason.RECORD_TOO_LARGE,
              "The record has %,d bytes, the limit is %,d; long files go through a blob store"
                  .formatted(record.value().length, Topics.DOCUMENT_JOBS.maxMessageBytes())));
      return;
    }
    SplitWork next = SplitWork.of(traced, job, progressOf(record), workshop);
    if (cancellations.isCancelled(job.getJobId())) {
      next.giveUp();
    }
    next.start();
    work = Optional.of(next);
  }

  /**
   * Where to go on. The first record after an assignment may be one that brought the process down:
   * that it is taken up again is committed before anything is done.
   */
  private SplitProgress progressOf(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Optional<OffsetAndMetadata> offset = committed.remove(partition);
    if (offset == null) {
      return SplitProgress.NONE;
    }
    SplitProgress progress =
        offset
            .filter(known -> known.offset() == record.offset())
            .map(known -> SplitProgress.parse(known.metadata()))
            .orElse(SplitProgress.NONE)
            .tried();
    transaction.progress(partition, new OffsetAndMetadata(record.offset(), progress.metadata()));
    transaction.commit(consumer);
    return progress;
  }

  private void handleEvents(SplitWork current) throws InterruptedException {
    Optional<SplitEvent> event = current.next(EVENT_WAIT_MS);
    while (event.isPresent()) {
      handle(current, event.get());
      if (work.isEmpty() || isDue()) {
        return;
      }
      event = current.next(0);
    }
  }

  private void handle(SplitWork current, SplitEvent event) {
    if (event instanceof SplitEvent.Opened opened) {
      if (current.progress().pageCount() == 0) {
        transaction.send(current.traced().carry(SplitRecords.manifest(current.job(), opened)));
      }
      advance(current, current.progress().opened(opened.pageCount()));
    } else if (event instanceof SplitEvent.PageReady page) {
      transaction.send(current.traced().carry(SplitRecords.pageJob(current.job(), page)));
      counters.page();
      advance(current, current.progress().pageDone());
    } else if (event instanceof SplitEvent.PageFailed page) {
      transaction.send(
          current
              .traced()
              .carry(SplitRecords.unmadePage(current.job(), page, workshop.clock().instant())));
      if (page.isCancelled()) {
        counters.cancelledPage();
      } else {
        LOG.warn(
            "Page failed: jobId={} page={} reason={}",
            current.job().getJobId(),
            page.page(),
            page.failure().getReason());
        counters.failedPage();
      }
      advance(current, current.progress().pageDone());
    } else if (event instanceof SplitEvent.Rejected rejected && rejected.isCancelled()) {
      transaction.send(
          current.traced().carry(SplitRecords.failedManifest(current.job(), rejected.failure())));
      end(current);
    } else if (event instanceof SplitEvent.Rejected rejected) {
      reject(current.traced(), Optional.of(current.job()), rejected.failure(), rejected.tries());
      work = Optional.empty();
    } else {
      end(current);
    }
  }

  private void end(SplitWork current) {
    transaction.progress(current.partition(), current.finished());
    if (current.isGivenUp()) {
      LOG.info("Document cancelled: jobId={}", current.job().getJobId());
      counters.cancelledDocument(age(current.traced()));
    } else {
      counters.document(age(current.traced()));
    }
    current.traced().span().end();
    work = Optional.empty();
  }

  private void advance(SplitWork current, SplitProgress progress) {
    current.advance(progress);
    transaction.progress(current.partition(), current.unfinished());
  }

  private Duration age(TracedRecord traced) {
    return Duration.between(traced.begun(), workshop.clock().instant());
  }

  /** Rejects a record at first sight. */
  private void reject(TracedRecord traced, Optional<DocumentJob> job, Failure failure) {
    reject(traced, job, failure, 1);
  }

  private void reject(TracedRecord traced, Optional<DocumentJob> job, Failure failure, int tries) {
    ConsumerRecord<byte[], byte[]> record = traced.record();
    LOG.warn(
        "Document rejected: jobId={} partition={} offset={} reason={}",
        job.map(DocumentJob::getJobId).orElse(""),
        record.partition(),
        record.offset(),
        failure.getReason());
    DeadLetters.Cause cause =
        new DeadLetters.Cause("splitter", failure, job.map(DocumentJob::getJobId), tries);
    transaction.send(traced.carry(DeadLetters.of(record, cause, workshop.clock().instant())));
    job.filter(known -> !known.getJobId().isBlank())
        .map(known -> SplitRecords.failedManifest(known, failure))
        .ifPresent(manifest -> transaction.send(traced.carry(manifest)));
    transaction.progress(
        new TopicPartition(record.topic(), record.partition()),
        new OffsetAndMetadata(record.offset() + 1));
    counters.failedDocument(age(traced));
    traced.span().setStatus(StatusCode.ERROR, failure.getReason().name());
    traced.span().end();
  }
}
