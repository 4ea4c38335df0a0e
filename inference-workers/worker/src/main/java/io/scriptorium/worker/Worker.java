package io.scriptorium.worker;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.cancel.CancelledJobs;
import io.scriptorium.producers.tail.TailSource;
import io.scriptorium.producers.tail.TopicTail;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Endings;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobReader;
import io.scriptorium.worker.job.JobRunner;
import io.scriptorium.worker.job.JobTelemetry;
import io.scriptorium.worker.job.PartialTexts;
import io.scriptorium.worker.job.PayloadFetcher;
import io.scriptorium.worker.job.TokenEstimates;
import io.scriptorium.worker.loop.Clients;
import io.scriptorium.worker.loop.Jobs;
import io.scriptorium.worker.loop.LoopVitals;
import io.scriptorium.worker.loop.LoopVitals.Membership;
import io.scriptorium.worker.loop.PollLoop;
import io.scriptorium.worker.loop.WorkerStats;
import io.scriptorium.worker.once.Claims;
import io.scriptorium.worker.recall.Fingerprints;
import io.scriptorium.worker.recall.ResultStore;
import io.scriptorium.worker.settings.Memory;
import io.scriptorium.worker.settings.WorkerSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running worker: page and image jobs from Kafka through a model and back, every job answered
 * exactly once.
 *
 * <p>One thread polls, starts jobs and commits; payloads are fetched on a few more; the model has
 * its own. Results, dead letters and offsets leave in one transaction a tick, in whatever order
 * jobs finish.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** What leaving the group and closing the clients may take beyond the drain deadline. */
  public static final Duration CLOSING = Duration.ofSeconds(30);

  private final Duration drainDeadline;
  private final Clock clock;
  private final JobThreads threads;
  private final Parts parts;
  private final CancelledJobs cancelled = new CancelledJobs();
  private final Claims claims;
  private final Optional<ResultStore> store;
  private final PollLoop loop;
  private final KafkaClientMetrics consumerMetrics;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private volatile Optional<Instant> drainUntil = Optional.empty();

  private Worker(WorkerSettings settings, Parts parts) {
    this.parts = parts;
    this.drainDeadline = settings.pace().drainDeadline();
    this.claims = new Claims(settings.memory().keys());
    this.clock = parts.clock();
    this.threads = new JobThreads(settings.limits().fetchThreads());
    JobRunner runner =
        new JobRunner(
            new JobRunner.Parts(
                parts.tasks(), parts.fetcher(), threads.fetching(), threads.timer(), clock),
            settings.retries(),
            new JobTelemetry(parts.telemetry()),
            parts.texts());
    Fingerprints fingerprints = new Fingerprints(parts.tasks().fingerprint());
    this.store = store(settings.memory(), fingerprints, parts);
    Endings endings =
        store.isPresent()
            ? new Endings(parts.tasks().model(), clock, fingerprints::of)
            : new Endings(parts.tasks().model(), clock);
    Jobs jobs =
        new Jobs(
            new JobReader(settings.limits().maxPayloadBytes(), parts.clients().format()),
            new RoomAwareRunner(parts.tasks(), runner, settings.limits().fetchThreads(), store),
            endings,
            new TokenEstimates(),
            new Jobs.Known(cancelled, claims));
    this.loop = new PollLoop(parts.clients(), jobs, settings, clock, parts.telemetry());
    this.consumerMetrics =
        new KafkaClientMetrics(parts.clients().consumer(), Tags.of("client", "consumer"));
    consumerMetrics.bindTo(parts.telemetry().meters());
  }

  private static Optional<ResultStore> store(
      Memory memory, Fingerprints fingerprints, Parts parts) {
    OptionalLong bytes = memory.results();
    return bytes.isPresent()
        ? Optional.of(
            new ResultStore(
                fingerprints,
                bytes.getAsLong(),
                parts.clock(),
                parts.telemetry().meters(),
                parts.clients().format()))
        : Optional.empty();
  }

  /**
   * What a worker is made of.
   *
   * @param tasks the model; the caller closes it after the worker
   * @param fetcher where payloads come from
   * @param clients Kafka's clients; the worker closes them
   * @param clock tells the time
   * @param telemetry where the worker tells of itself
   * @param texts where text goes while it is read; the caller closes it after the worker
   */
  record Parts(
      TaskRunner tasks,
      JobRunner.Fetcher fetcher,
      Clients clients,
      Clock clock,
      Telemetry telemetry,
      PartialTexts texts) {}

  /**
   * What a worker finds around it.
   *
   * @param payloads where images lie
   * @param telemetry where it tells of itself; the registry is for it alone
   * @param format what the values of its records are like
   * @param texts where text goes while it is read; the caller closes it after the worker
   */
  public record Surroundings(
      PayloadStore payloads, Telemetry telemetry, RecordFormat format, PartialTexts texts) {
    /** Records in the default format; text is told when all of it is read. */
    public Surroundings(PayloadStore payloads, Telemetry telemetry) {
      this(payloads, telemetry, RecordFormat.SINGLE_OBJECT, PartialTexts.NONE);
    }

    /** The same with text told while it is read. */
    public Surroundings with(PartialTexts texts) {
      return new Surroundings(payloads, telemetry, format, texts);
    }

    /** The same for records of a format. */
    public Surroundings with(RecordFormat format) {
      return new Surroundings(payloads, telemetry, format, texts);
    }
  }

  /** Takes jobs while the fetch threads and the model have room, and recalls what it can. */
  private record RoomAwareRunner(
      TaskRunner tasks, JobRunner runner, int fetchThreads, Optional<ResultStore> store)
      implements Jobs.Engine {
    @Override
    public boolean hasRoom() {
      return runner.hasRoom(fetchThreads) && tasks.hasRoom();
    }

    @Override
    public CompletableFuture<Answer> start(Job job) {
      return start(job, 0);
    }

    @Override
    public CompletableFuture<Answer> start(Job job, int earlierTries) {
      return store
          .flatMap(known -> known.answer(job))
          .map(CompletableFuture::completedFuture)
          .orElseGet(() -> runner.start(job, earlierTries));
    }
  }

  /**
   * Starts a worker, which joins its group and begins to work.
   *
   * @param tasks the model; the caller closes it after the worker
   * @param payloads where their images lie
   * @throws org.apache.kafka.common.KafkaException if Kafka's clients cannot be made of the
   *     settings
   */
  public static Worker start(WorkerSettings settings, TaskRunner tasks, PayloadStore payloads) {
    return start(settings, tasks, payloads, Telemetry.none());
  }

  /**
   * Starts a worker that tells of itself; the registry is for it alone.
   *
   * @param telemetry its meters are those of {@link io.scriptorium.worker.meter.WorkerMeter} and of
   *     Kafka's clients
   */
  public static Worker start(
      WorkerSettings settings, TaskRunner tasks, PayloadStore payloads, Telemetry telemetry) {
    return start(settings, tasks, new Surroundings(payloads, telemetry));
  }

  /** The same in other surroundings. */
  public static Worker start(WorkerSettings settings, TaskRunner tasks, Surroundings around) {
    JobRunner.Fetcher fetcher =
        new PayloadFetcher(around.payloads(), settings.limits().maxPayloadBytes());
    return start(
        settings,
        new Parts(
            tasks,
            fetcher,
            KafkaClients.of(settings.kafka(), around.format()),
            Clock.systemUTC(),
            around.telemetry(),
            around.texts()));
  }

  static Worker start(WorkerSettings settings, Parts parts) {
    Worker worker = new Worker(settings, parts);
    new Thread(worker::run, "scriptorium-worker-poll").start();
    return worker;
  }

  private void run() {
    try (TopicTail tail = tail("decisions", List.of(cancelled.source(), claims.source()));
        TopicTail results = tail("results", store.map(ResultStore::sources).orElse(List.of()))) {
      claims.follow(tail::reachNow);
      cancelled.becomeCurrentAfter(tail.reachNow());
      loop.subscribe();
      while (!isDrained()) {
        tail.refusal().ifPresent(e -> UnusableClusterException.throwIfPermanent(e, Role.WORKER));
        results.refusal().ifPresent(e -> UnusableClusterException.throwIfPermanent(e, Role.WORKER));
        loop.once();
      }
      loop.close();
      stopped.complete(null);
    } catch (UnusableClusterException e) {
      LOG.error("The worker stopped cause={}", e.getMessage());
      closeAfter(e);
      stopped.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      LOG.error("The worker stopped cause={}", e.toString(), e);
      closeAfter(e);
      stopped.completeExceptionally(e);
    } finally {
      consumerMetrics.close();
      threads.close();
    }
  }

  private TopicTail tail(String name, List<TailSource> sources) {
    return TopicTail.start(parts.clients().tails(), sources, clock, "worker-" + name);
  }

  private boolean isDrained() {
    return drainUntil
        .map(
            deadline -> {
              loop.stopIntake();
              return loop.isIdle() || !clock.instant().isBefore(deadline);
            })
        .orElse(false);
  }

  private void closeAfter(Throwable failure) {
    try {
      loop.close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Stops in good order: begins no further job, lets those under way finish until the deadline,
   * commits them, leaves the group. What is not finished by then goes back to the topic. Returns
   * when the worker has stopped.
   */
  public void drain(Duration deadline) {
    LOG.info("Draining deadline={} inFlight={}", deadline, stats().inFlight());
    drainUntil = Optional.of(clock.instant().plus(deadline));
    try {
      stopped.copy().orTimeout(deadline.plus(CLOSING).toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      LOG.warn("The worker did not stop in good order cause={}", String.valueOf(e.getCause()));
    }
  }

  /** Completes when the worker has stopped; exceptionally if it did so by itself. */
  public CompletableFuture<Void> stopped() {
    return stopped.copy();
  }

  /** How it is; it counts as draining from the moment it is told to. */
  public LoopVitals vitals() {
    LoopVitals vitals = loop.vitals();
    if (stopped.isDone()) {
      return vitals.with(Membership.LEFT);
    }
    return drainUntil.isPresent() ? vitals.with(Membership.DRAINING) : vitals;
  }

  /** Figures, at most a second old. */
  public WorkerStats stats() {
    return loop.stats();
  }

  /** Drains with the deadline of the settings. */
  @Override
  public void close() {
    drain(drainDeadline);
  }
}
