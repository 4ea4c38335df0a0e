package io.scriptorium.worker.share;

import io.opentelemetry.context.Scope;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.producers.cancel.Cancellations;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Ending;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobReader.Reading;
import io.scriptorium.worker.loop.DeliveryMeters;
import io.scriptorium.worker.loop.Jobs;
import io.scriptorium.worker.loop.LoopVitals;
import io.scriptorium.worker.loop.LoopVitals.Membership;
import io.scriptorium.worker.loop.WorkLoop;
import io.scriptorium.worker.loop.WorkerStats;
import io.scriptorium.worker.share.Delivered.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works as members of a share group: any number of workers, whatever the number of partitions. At
 * least once: a result is written first and its record acknowledged after, without a transaction
 * over both, so that a worker that dies in between has the job done and answered again.
 *
 * <p>The broker counts deliveries. A job whose failure may pass goes back to it; one that was
 * delivered {@code maxDeaths} times without an outcome is given up. Idempotency keys are not looked
 * at. A job that was cancelled ends as such unless its result was written before.
 */
public final class ShareLoop implements WorkLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ShareLoop.class);

  /** Longest wait for news between two looks at the lanes. */
  private static final Duration PAUSE = Duration.ofMillis(25);

  /** Until a record is looked at again whose schema a registry did not tell. */
  private static final Duration UNDECIDED_PAUSE = Duration.ofSeconds(2);

  private static final Answer CANCELLED = new Answer.Cancelled(Answer.Effort.LOOKED_AT);
  private static final Duration PRODUCER_CLOSE = Duration.ofSeconds(5);

  private final List<ShareLane> lanes;
  private final Producer<byte[], byte[]> producer;
  private final Jobs jobs;
  private final int maxDeliveries;
  private final Clock clock;
  private final RecordTraces traces;
  private final DeliveryMeters meters;

  /** What other threads have to tell, to be done by the loop's. */
  private final BlockingQueue<Runnable> news = new LinkedBlockingQueue<>();

  private final Map<ShareLane, Delivered> held = new LinkedHashMap<>();
  private final Map<ShareLane, Undecided> undecided = new LinkedHashMap<>();
  private volatile LoopVitals vitals = LoopVitals.NONE;
  private volatile WorkerStats stats = WorkerStats.NONE;
  private Intaking intaking = Intaking.OPEN;
  private long done;
  private long failed;
  private long late;

  /** A record that nobody can decode before a schema registry answers. */
  private record Undecided(ConsumerRecord<byte[], byte[]> record, Instant nextLook) {}

  private enum Intaking {
    OPEN,
    STOPPED
  }

  /**
   * A loop that has not joined its group yet.
   *
   * @param settings of this mode
   * @param telemetry where it tells of itself
   */
  public ShareLoop(
      ShareClients clients, Jobs jobs, ShareSettings settings, Clock clock, Telemetry telemetry) {
    this.producer = clients.producer();
    this.jobs = jobs;
    this.maxDeliveries = settings.maxDeliveries();
    this.clock = clock;
    this.traces = telemetry.traces();
    this.meters = new DeliveryMeters(telemetry.meters());
    this.lanes =
        IntStream.range(0, settings.consumers())
            .mapToObj(i -> new ShareLane(clients.consumers(), this::late))
            .toList();
  }

  @Override
  public void subscribe() {
    lanes.forEach(ShareLane::subscribe);
  }

  @Override
  public void once() {
    doNews();
    for (ShareLane lane : lanes) {
      guarded(lane, () -> turn(lane));
    }
    cancel();
    startWaiting();
    publish();
    awaitNews();
  }

  private void turn(ShareLane lane) {
    if (!lane.renew(clock.instant())) {
      lose(lane);
    }
    if (intaking == Intaking.OPEN) {
      lane.ask(clock.instant()).ifPresent(record -> look(lane, record));
    }
    Undecided waiting = undecided.get(lane);
    if (waiting != null && !clock.instant().isBefore(waiting.nextLook())) {
      look(lane, waiting.record());
    }
  }

  private void look(ShareLane lane, ConsumerRecord<byte[], byte[]> record) {
    if (jobs.reader().isDecidable(record)) {
      undecided.remove(lane);
      take(lane, record);
    } else {
      meters.undecided();
      undecided.put(lane, new Undecided(record, clock.instant().plus(UNDECIDED_PAUSE)));
    }
  }

  /** A lane whose consumer fails begins anew; the others go on. */
  private void guarded(ShareLane lane, Runnable action) {
    try {
      action.run();
    } catch (KafkaException e) {
      UnusableClusterException.throwIfPermanent(e, Role.WORKER);
      LOG.warn("A member begins anew cause={}", e.toString());
      lose(lane);
      lane.reopen();
    }
  }

  private void take(ShareLane lane, ConsumerRecord<byte[], byte[]> record) {
    Reading reading = jobs.reader().read(record);
    Delivered delivered = new Delivered(lane, record, reading, traces.consume(record));
    held.put(lane, delivered);
    if (reading instanceof Reading.Undecodable undecodable) {
      write(delivered, jobs.endings().undecodable(delivered.origin, undecodable.failure()));
    } else if (reading instanceof Reading.Invalid invalid) {
      answered(delivered, new Answer.Failed(invalid.failure(), Answer.Effort.LOOKED_AT));
    } else if (delivered.count >= maxDeliveries) {
      answered(delivered, quarantined(delivered.count));
    }
  }

  private static Answer quarantined(int deliveries) {
    return new Answer.Failed(
        new Failure(
            FailureReason.TOO_MANY_ATTEMPTS,
            "Given up: it was delivered %d times, and no worker said what became of it"
                .formatted(deliveries - 1)),
        Answer.Effort.LOOKED_AT);
  }

  /** Gives up the jobs that were cancelled; one that has its answer keeps it. */
  private void cancel() {
    Cancellations cancellations = jobs.known().cancellations();
    for (var jobId = cancellations.next(); jobId.isPresent(); jobId = cancellations.next()) {
      String cancelled = jobId.get();
      List.copyOf(held.values()).stream()
          .filter(delivered -> delivered.isOf(cancelled))
          .forEach(this::cancel);
    }
  }

  private void cancel(Delivered delivered) {
    if (delivered.stage == Stage.WAITING) {
      answered(delivered, CANCELLED);
    } else {
      delivered.answer.ifPresent(answer -> answer.complete(CANCELLED));
    }
  }

  /** Starts jobs that are held and not begun, as long as there is room for them. */
  private void startWaiting() {
    if (!jobs.known().cancellations().isCurrent()) {
      return;
    }
    for (Delivered delivered : List.copyOf(held.values())) {
      if (delivered.stage == Stage.WAITING && isCancelled(delivered)) {
        answered(delivered, CANCELLED);
      } else if (delivered.stage == Stage.WAITING && jobs.engine().hasRoom()) {
        start(delivered);
      }
    }
  }

  private boolean isCancelled(Delivered delivered) {
    return delivered
        .reading
        .known()
        .map(job -> jobs.known().cancellations().isCancelled(job.jobId()))
        .orElse(false);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The answer itself is kept, to be cancelled.
  private void start(Delivered delivered) {
    Job job = delivered.reading.known().orElseThrow();
    CompletableFuture<Answer> answer;
    try (Scope scope = RecordTraces.contextOf(delivered.span).makeCurrent()) {
      answer = jobs.engine().start(job, delivered.count - 1);
    }
    delivered.stage = Stage.RUNNING;
    delivered.answer = Optional.of(answer);
    answer.whenComplete(
        (end, cancelled) -> {
          if (end != null) {
            news.add(() -> answered(delivered, end));
          }
        });
  }

  private void answered(Delivered delivered, Answer answer) {
    if (!isHeld(delivered)) {
      late();
      return;
    }
    if (answer instanceof Answer.Done learnt) {
      jobs.estimates()
          .learn(delivered.reading.known().orElseThrow(), learnt.outcome().usage().tokens());
    }
    if (answer instanceof Answer.Postponed && delivered.count + 1 < maxDeliveries) {
      end(delivered, AcknowledgeType.RELEASE);
      meters.postponed();
      return;
    }
    Job job = delivered.reading.known().orElseThrow();
    write(delivered, jobs.endings().of(delivered.origin, job, answer));
  }

  /** Writes what ends a job; the record is acknowledged once the brokers have it. */
  private void write(Delivered delivered, Ending ending) {
    delivered.stage = Stage.ENDING;
    List<CompletableFuture<Void>> written = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : ending.records()) {
      RecordTraces.inject(RecordTraces.contextOf(delivered.span), record.headers());
      written.add(send(record));
    }
    var unused =
        CompletableFuture.allOf(written.toArray(CompletableFuture<?>[]::new))
            .whenComplete(
                (nothing, failure) ->
                    news.add(() -> written(delivered, ending, Optional.ofNullable(failure))));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The callback says the same.
  private CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> record) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    try {
      producer.send(
          record,
          (place, failure) -> {
            if (failure == null) {
              written.complete(null);
            } else {
              written.completeExceptionally(failure);
            }
          });
    } catch (KafkaException e) {
      written.completeExceptionally(e);
    }
    return written;
  }

  private void written(Delivered delivered, Ending ending, Optional<Throwable> failure) {
    if (!isHeld(delivered)) {
      late();
      return;
    }
    if (failure.isEmpty()) {
      end(delivered, AcknowledgeType.ACCEPT);
      meters.ended(ending);
      done += ending.kind() == Ending.Kind.DONE ? 1 : 0;
      failed += ending.kind() == Ending.Kind.FAILED ? 1 : 0;
      return;
    }
    Throwable cause = Optional.ofNullable(failure.get().getCause()).orElse(failure.get());
    if (cause instanceof RecordTooLargeException) {
      shorten(delivered);
      return;
    }
    if (cause instanceof KafkaException e) {
      UnusableClusterException.throwIfPermanent(e, Role.WORKER);
    }
    LOG.warn("A result was not written, and its job goes back cause={}", cause.toString());
    end(delivered, AcknowledgeType.RELEASE);
  }

  private void shorten(Delivered delivered) {
    if (delivered.shape == Delivered.Shape.SHORTENED) {
      throw new UnusableClusterException(
          "The broker refuses even the shortest record: raise max.message.bytes");
    }
    delivered.shape = Delivered.Shape.SHORTENED;
    write(delivered, jobs.endings().tooLarge(delivered.origin, delivered.reading.known()));
  }

  private boolean isHeld(Delivered delivered) {
    return held.get(delivered.lane) == delivered;
  }

  private void end(Delivered delivered, AcknowledgeType type) {
    held.remove(delivered.lane);
    delivered.span.end();
    guarded(delivered.lane, () -> delivered.lane.end(type));
  }

  /** Forgets what a lane no longer holds. */
  private void lose(ShareLane lane) {
    undecided.remove(lane);
    Delivered lost = held.remove(lane);
    if (lost != null) {
      lost.cancel();
      lost.span.addEvent("dropped");
      lost.span.end();
    }
  }

  private void late() {
    late++;
    meters.late();
  }

  private void doNews() {
    for (Runnable next = news.poll(); next != null; next = news.poll()) {
      next.run();
    }
  }

  private void awaitNews() {
    try {
      Runnable next = news.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      if (next != null) {
        next.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void publish() {
    List<Delivered> running =
        held.values().stream().filter(delivered -> delivered.stage == Stage.RUNNING).toList();
    meters.holds(
        running.size(),
        running.stream().mapToLong(delivered -> tokens(delivered)).sum(),
        running.stream().mapToLong(Delivered::payloadBytes).sum(),
        held.size() + undecided.size());
    stats =
        new WorkerStats(
            done,
            failed,
            late,
            running.size(),
            held.size() + undecided.size(),
            0,
            0,
            Duration.ZERO,
            Optional.empty(),
            Optional.of(clock.instant()));
    vitals =
        new LoopVitals(
            intaking == Intaking.OPEN ? Membership.WORKING : Membership.DRAINING,
            Optional.of(clock.instant()));
  }

  private long tokens(Delivered delivered) {
    return delivered.reading.known().map(jobs.estimates()::of).orElse(0L);
  }

  @Override
  public void stopIntake() {
    intaking = Intaking.STOPPED;
    for (ShareLane lane : List.copyOf(undecided.keySet())) {
      undecided.remove(lane);
      guarded(lane, () -> lane.end(AcknowledgeType.RELEASE));
    }
    List.copyOf(held.values()).stream()
        .filter(delivered -> delivered.stage == Stage.WAITING)
        .forEach(delivered -> end(delivered, AcknowledgeType.RELEASE));
  }

  @Override
  public boolean isIdle() {
    return held.isEmpty();
  }

  @Override
  public LoopVitals vitals() {
    return vitals;
  }

  @Override
  public WorkerStats stats() {
    return stats;
  }

  /** Acknowledges what is written; what is not goes back. */
  @Override
  public void close() {
    held.values().forEach(Delivered::cancel);
    try {
      producer.flush();
      doNews();
      List.copyOf(held.values()).forEach(delivered -> end(delivered, AcknowledgeType.RELEASE));
      publish();
    } catch (KafkaException e) {
      LOG.warn("The worker did not leave cleanly cause={}", e.toString());
    } finally {
      lanes.forEach(ShareLane::close);
      producer.close(PRODUCER_CLOSE);
    }
  }
}
