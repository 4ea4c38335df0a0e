package io.scriptorium.worker.loop;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.Ending;
import io.scriptorium.worker.meter.WorkerMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The meters of taking and delivering. The poll thread writes. */
final class DeliveryMeters {
  private final AtomicLong pending = new AtomicLong();
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
  private final Counter postponed;
  private final Counter deadLetters;
  private final Counter late;

  DeliveryMeters(MeterRegistry meters) {
    WorkerMeter.PENDING_JOBS.gauge(meters, pending::get);
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
    postponed = WorkerMeter.RESULTS.counter(meters, "outcome", "postponed");
    deadLetters = WorkerMeter.DEAD_LETTERS.counter(meters);
    late = WorkerMeter.LATE_RESULTS.counter(meters);
  }

  void committed(Duration took) {
    commit.record(took);
  }

  void ended(Ending ending) {
    Counter outcome =
        switch (ending.kind()) {
          case DONE -> done;
          case FAILED -> failed;
          case CANCELLED -> cancelled;
          case POSTPONED -> postponed;
        };
    outcome.increment();
    for (ProducerRecord<byte[], byte[]> record : ending.records()) {
      if (record.topic().equals(Topics.DEAD_LETTERS.name())) {
        deadLetters.increment();
      }
    }
  }

  void aborted() {
    aborted.increment();
  }

  void late() {
    late.increment();
  }

  /** What is in hand: jobs under way and what they take, records taken and not finished. */
  void holds(int running, Cost underWay, int taken) {
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
