package io.scriptorium.worker;

import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.cancel.CancelledJobs;
import io.scriptorium.producers.tail.TailClients;
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
import io.scriptorium.worker.loop.WorkLoop;
import io.scriptorium.worker.loop.WorkerStats;
import io.scriptorium.worker.once.Claims;
import io.scriptorium.worker.recall.Fingerprints;
import io.scriptorium.worker.recall.ResultStore;
import io.scriptorium.worker.settings.Memory;
import io.scriptorium.worker.settings.WorkerSettings;
import io.scriptorium.worker.share.ShareClients;
import io.scriptorium.worker.share.ShareGroup;
import io.scriptorium.worker.share.ShareLoop;
import io.scriptorium.worker.share.ShareSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running worker: page and image jobs from Kafka through a model and back, every job answered
 * exactly once, or, as a member of a share group, at least once.
 *
 * <p>One thread polls, starts jobs and commits; payloads are fetched on a few more; the model has
 * its own.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** What leaving the group and closing the clients may take beyond the drain deadline. */
  public static final Duration CLOSING = Duration.ofSeconds(30);

  private final Duration drainDeadline;
  private final Clock clock;
  private final JobThreads threads;
  private final TailClients tails;
  private final CancelledJobs cancelled = new CancelledJobs();
  private final Claims claims;
  private final Optional<ResultStore> store;
  private final WorkLoop loop;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private volatile Optional<Instant> drainUntil = Optional.empty();

  private Worker(
      WorkerSettings settings, Work work, TailClients tails, Function<Jobs, WorkLoop> loop) {
    this.tails = tails;
    this.drainDeadline = settings.pace().drainDeadline();
    this.claims = new Claims(settings.memory().keys());
    this.clock = work.clock();
    this.threads = new JobThreads(settings.limits().fetchThreads());
    Fingerprints fingerprints = new Fingerprints(work.tasks().fingerprint());
    this.store = store(settings.memory(), fingerprints, work);
    this.loop = loop.apply(jobs(settings, work, fingerprints));
  }

  private Jobs jobs(WorkerSettings settings, Work work, Fingerprints fingerprints) {
    JobRunner runner =
        new JobRunner(
            new JobRunner.Parts(
                work.tasks(), work.fetcher(), threads.fetching(), threads.timer(), clock),
            settings.retries(),
            new JobTelemetry(work.telemetry()),
            work.texts());
    Endings endings =
        store.isPresent()
            ? new Endings(work.tasks().model(), clock, fingerprints::of)
            : new Endings(work.tasks().model(), clock);
    return new Jobs(
        new JobReader(settings.limits().maxPayloadBytes(), work.format()),
        new RoomAwareRunner(work.tasks(), runner, settings.limits().fetchThreads(), store),
        endings,
        new TokenEstimates(),
        new Jobs.Known(cancelled, claims));
  }

  private static Optional<ResultStore> store(Memory memory, Fingerprints fingerprints, Work work) {
    OptionalLong bytes = memory.results();
    return bytes.isPresent()
        ? Optional.of(
            new ResultStore(
                fingerprints,
                bytes.getAsLong(),
                work.clock(),
                work.telemetry().meters(),
                work.format()))
        : Optional.empty();
  }

  /** What jobs are done with. */
  private record Work(
      TaskRunner tasks,
      JobRunner.Fetcher fetcher,
      Clock clock,
      Telemetry telemetry,
      RecordFormat format,
      PartialTexts texts) {
    static Work of(WorkerSettings settings, TaskRunner tasks, Surroundings around) {
      return new Work(
          tasks,
          new PayloadFetcher(around.payloads(), settings.limits().maxPayloadBytes()),
          Clock.systemUTC(),
          around.telemetry(),
          around.format(),
          around.texts());
    }
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
    return start(
        settings,
        Work.of(settings, tasks, around),
        KafkaClients.of(settings.kafka(), around.format()));
  }

  static Worker start(WorkerSettings settings, Parts parts) {
    Work work =
        new Work(
            parts.tasks(),
            parts.fetcher(),
            parts.clock(),
            parts.telemetry(),
            parts.clients().format(),
            parts.texts());
    return start(settings, work, parts.clients());
  }

  private static Worker start(WorkerSettings settings, Work work, Clients clients) {
    return start(
        new Worker(
            settings,
            work,
            clients.tails(),
            jobs -> new PollLoop(clients, jobs, settings, work.clock(), work.telemetry())));
  }

  /**
   * Starts a worker as members of a share group, at least once: see {@link ShareLoop}. It sets the
   * group's own settings first. Ticks, shares and retry topics have no part in it.
   *
   * @param consumers members that it is, and so jobs that it holds at once
   * @throws org.apache.kafka.common.KafkaException if Kafka's clients cannot be made of the
   *     settings, or the cluster does not answer
   * @throws UnusableClusterException if the group cannot be set up
   */
  public static Worker startSharing(
      WorkerSettings settings, int consumers, TaskRunner tasks, Surroundings around) {
    ShareSettings sharing = ShareSettings.of(consumers, settings.retries());
    ShareGroup.prepare(settings.kafka());
    Work work = Work.of(settings, tasks, around);
    return start(
        new Worker(
            settings,
            work,
            KafkaClients.tails(settings.kafka()),
            jobs ->
                new ShareLoop(
                    ShareClients.of(settings.kafka(), around.format()),
                    jobs,
                    new ShareLoop.Settings(settings, sharing),
                    work.clock(),
                    work.telemetry())));
  }

  private static Worker start(Worker worker) {
    new Thread(worker::run, "scriptorium-worker-poll").start();
    return worker;
  }

  private void run() {
    try (TopicTail tail = tail("decisions", decisions());
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
      threads.close();
    }
  }

  private List<TailSource> decisions() {
    return Stream.concat(Stream.of(cancelled.source(), claims.source()), loop.followed().stream())
        .toList();
  }

  private TopicTail tail(String name, List<TailSource> sources) {
    return TopicTail.start(tails, sources, clock, "worker-" + name);
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
