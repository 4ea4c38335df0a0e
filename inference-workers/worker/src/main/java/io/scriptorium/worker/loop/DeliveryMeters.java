package io.scriptorium.worker.loop;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.scriptorium.avro.Priority;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.Ending;
import io.scriptorium.worker.meter.WorkerMeter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The meters of taking and delivering. The poll thread writes. */
public final class DeliveryMeters {
  private final AtomicLong pending = new AtomicLong();
  private final Map<Priority, AtomicLong> waiting = new EnumMap<>(Priority.class);
  private final Map<Priority, AtomicLong> tenants = new EnumMap<>(Priority.class);
  private final Map<Priority, Counter> begun = new EnumMap<>(Priority.class);
  private final AtomicLong inFlight = new AtomicLong();
  private final AtomicLong tokens = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong lag = new AtomicLong();
  private final AtomicLong partitions = new AtomicLong();
  private final Timer commit;
  private final Counter aborted;
  private final Counter done;
  private final Counter failed;
  private final Counter cancelled;
  private final Counter duplicate;
  private final Counter forwarded;
  private final Counter postponed;
  private final Counter deadLetters;
  private final Counter late;
  private final Counter undecided;

  /** Registers them. */
  public DeliveryMeters(MeterRegistry meters) {
    WorkerMeter.PENDING_JOBS.gauge(meters, pending::get);
    for (Priority lane : Priority.values()) {
      String name = lane.name().toLowerCase(Locale.ROOT);
      AtomicLong jobs = new AtomicLong();
      waiting.put(lane, jobs);
      WorkerMeter.WAITING_JOBS.gauge(meters, jobs::get, "lane", name);
      AtomicLong owners = new AtomicLong();
      tenants.put(lane, owners);
      WorkerMeter.WAITING_TENANTS.gauge(meters, owners::get, "lane", name);
      begun.put(lane, WorkerMeter.BEGUN_TOKENS.counter(meters, "lane", name));
    }
    WorkerMeter.IN_FLIGHT_JOBS.gauge(meters, inFlight::get);
    WorkerMeter.IN_FLIGHT_TOKENS.gauge(meters, tokens::get);
    WorkerMeter.IN_FLIGHT_BYTES.gauge(meters, bytes::get);
    WorkerMeter.CONSUMER_LAG.gauge(meters, lag::get);
    WorkerMeter.ASSIGNED_PARTITIONS.gauge(meters, partitions::get);
    commit = WorkerMeter.COMMIT.timer(meters);
    aborted = WorkerMeter.COMMITS_ABORTED.counter(meters);
    done = WorkerMeter.RESULTS.counter(meters, "outcome", "done");
    failed = WorkerMeter.RESULTS.counter(meters, "outcome", "failed");
    cancelled = WorkerMeter.RESULTS.counter(meters, "outcome", "cancelled");
    duplicate = WorkerMeter.RESULTS.counter(meters, "outcome", "duplicate");
    forwarded = WorkerMeter.RESULTS.counter(meters, "outcome", "forwarded");
    postponed = WorkerMeter.RESULTS.counter(meters, "outcome", "postponed");
    deadLetters = WorkerMeter.DEAD_LETTERS.counter(meters);
    late = WorkerMeter.LATE_RESULTS.counter(meters);
    undecided = WorkerMeter.UNDECIDED.counter(meters);
  }

  void committed(Duration took) {
    commit.record(took);
  }

  /** A record has an outcome. */
  public void ended(Ending ending) {
    Counter outcome =
        switch (ending.kind()) {
          case DONE -> done;
          case FAILED -> failed;
          case CANCELLED -> cancelled;
          case DUPLICATE -> duplicate;
          case FORWARDED -> forwarded;
          case POSTPONED -> postponed;
        };
    outcome.increment();
    for (ProducerRecord<byte[], byte[]> record : ending.records()) {
      if (record.topic().equals(Topics.DEAD_LETTERS.name())) {
        deadLetters.increment();
      }
    }
  }

  /** A record goes back to be delivered again. */
  public void postponed() {
    postponed.increment();
  }

  void aborted() {
    aborted.increment();
  }

  /** An answer came after its record had gone to somebody else. */
  public void late() {
    late.increment();
  }

  /** What a record is cannot be said now. */
  public void undecided() {
    undecided.increment();
  }

  /** Jobs are begun. */
  public void begun(Priority lane, Cost cost) {
    Objects.requireNonNull(begun.get(lane)).increment((double) cost.tokens());
  }

  /** What is in hand: jobs that wait and those under way, records taken and not finished. */
  void holds(Intake intake, int taken) {
    waiting.forEach((lane, jobs) -> jobs.set(intake.waiting(lane)));
    tenants.forEach((lane, owners) -> owners.set(intake.tenants(lane)));
    holds(intake.running(), intake.underWay(), taken);
  }

  /** The same where no jobs wait: jobs under way with what they take, records not finished. */
  public void holds(int running, Cost underWay, int taken) {
    inFlight.set(running);
    tokens.set(underWay.tokens());
    bytes.set(underWay.bytes());
    pending.set(taken + lag.get());
  }

  /** What lies before this worker. */
  void assigned(int count, long records) {
    partitions.set(count);
    lag.set(records);
  }
}
