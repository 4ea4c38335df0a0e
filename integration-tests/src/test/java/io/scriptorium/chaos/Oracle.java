package io.scriptorium.chaos;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.PageResult;
import io.scriptorium.it.SlowReader;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Says whether each job had exactly one outcome, and the right one, as a {@code read_committed}
 * consumer sees it that reads all along.
 */
final class Oracle implements AutoCloseable {
  private static final AvroCodec<PageResult> RESULTS = Topics.PAGE_RESULTS.codec();
  private static final AvroCodec<DeadLetter> LETTERS = Topics.DEAD_LETTERS.codec();
  private static final AvroCodec<PageJob> JOBS = Topics.PAGE_JOBS.codec();

  private final Payloads jobs;
  private final CommittedRecords records;
  private final AtomicIntegerArray outcomes;
  private final AtomicIntegerArray letters;
  private final AtomicIntegerArray wrong;
  private final Thread thread = new Thread(this::read, "oracle");
  private volatile int answered;
  private volatile boolean closed;
  private volatile Optional<RuntimeException> failure = Optional.empty();

  private Oracle(String bootstrapServers, Payloads jobs) {
    this.jobs = jobs;
    outcomes = new AtomicIntegerArray(jobs.count());
    letters = new AtomicIntegerArray(jobs.count());
    wrong = new AtomicIntegerArray(jobs.count());
    records =
        CommittedRecords.of(
            new Cluster(bootstrapServers, Map.of()),
            CommittedRecords.Start.OLDEST,
            List.of(Topics.PAGE_RESULTS, Topics.DEAD_LETTERS));
  }

  static Oracle watching(String bootstrapServers, Payloads jobs) {
    Oracle oracle = new Oracle(bootstrapServers, jobs);
    oracle.thread.start();
    return oracle;
  }

  private void read() {
    try {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : records.poll(Duration.ofMillis(100))) {
          if (record.topic().equals(Topics.PAGE_RESULTS.name())) {
            note(RESULTS.decode(record.value()));
          } else {
            note(LETTERS.decode(record.value()));
          }
        }
      }
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    } finally {
      records.close();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread writes it.
  private void note(PageResult result) {
    int job = Payloads.number(result.getJobId(), result.getPage());
    if (outcomes.incrementAndGet(job) == 1) {
      answered++;
    }
    boolean right =
        jobs.isDeadly(job)
            ? result.getStatus() == ItemStatus.FAILED
            : result.getStatus() == ItemStatus.OK
                && result.getText().equals(SlowReader.text(jobs.get(job)));
    if (!right) {
      wrong.incrementAndGet(job);
    }
  }

  private void note(DeadLetter letter) {
    byte[] value = new byte[letter.getValue().remaining()];
    letter.getValue().duplicate().get(value);
    PageJob job = JOBS.decode(value);
    letters.incrementAndGet(Payloads.number(job.getJobId(), job.getPage()));
  }

  /** Jobs with an outcome so far. */
  int answered() {
    failure.ifPresent(
        e -> {
          throw new IllegalStateException("The oracle has stopped reading", e);
        });
    return answered;
  }

  /** What it found. */
  Verdict verdict() {
    answered();
    List<Integer> lost = new ArrayList<>();
    List<Integer> repeated = new ArrayList<>();
    List<Integer> wrongly = new ArrayList<>();
    for (int job = 0; job < jobs.count(); job++) {
      if (outcomes.get(job) == 0) {
        lost.add(job);
      }
      if (outcomes.get(job) > 1) {
        repeated.add(job);
      }
      if (wrong.get(job) > 0 || letters.get(job) != (jobs.isDeadly(job) ? 1 : 0)) {
        wrongly.add(job);
      }
    }
    return new Verdict(lost, repeated, wrongly);
  }

  /**
   * Jobs by what is wrong with them.
   *
   * @param lost without an outcome
   * @param duplicated with more than one
   * @param wrong with another answer than the model's, or a dead letter too many or too few
   */
  record Verdict(List<Integer> lost, List<Integer> duplicated, List<Integer> wrong) {
    boolean isGood() {
      return lost.isEmpty() && duplicated.isEmpty() && wrong.isEmpty();
    }

    @Override
    public String toString() {
      return "lost %d%s, duplicated %d%s, wrong %d%s"
          .formatted(
              lost.size(), some(lost),
              duplicated.size(), some(duplicated),
              wrong.size(), some(wrong));
    }

    private static String some(List<Integer> jobs) {
      return jobs.isEmpty() ? "" : " " + jobs.stream().limit(10).toList();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
