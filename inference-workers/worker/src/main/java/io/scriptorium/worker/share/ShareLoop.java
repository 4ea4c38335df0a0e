package io.scriptorium.worker.share;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.scriptorium.producers.cancel.Cancellations;
import io.scriptorium.producers.tail.TailSource;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.loop.DeliveryMeters;
import io.scriptorium.worker.loop.Jobs;
import io.scriptorium.worker.loop.LoopVitals;
import io.scriptorium.worker.loop.LoopVitals.Membership;
import io.scriptorium.worker.loop.WorkLoop;
import io.scriptorium.worker.loop.WorkerStats;
import io.scriptorium.worker.settings.WorkerSettings;
import io.scriptorium.worker.share.Signals.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works as members of a share group: any number of workers, whatever the number of partitions. At
 * least once: a result is written first and its record acknowledged after, without a transaction
 * over both, so that a worker that dies in between has the job done and answered again.
 *
 * <p>Each member has a thread of its own, a {@link ShareLane}; the loop itself watches over them.
 */
public final class ShareLoop implements WorkLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ShareLoop.class);
  private static final Duration TURN = Duration.ofMillis(200);

  /** For lanes to leave the group, once they are told to stop. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(15);

  private final List<ShareLane> lanes;
  private final CountDownLatch ended;
  private final Signals signals = new Signals();
  private final Room room;
  private final Cancellations cancellations;
  private final ShareResults results;
  private final AttemptLog attempts;
  private final KafkaClientMetrics producerMetrics;
  private final ShareCounters counters;
  private final Clock clock;
  private volatile LoopVitals vitals = LoopVitals.NONE;
  private volatile WorkerStats stats = WorkerStats.NONE;

  /**
   * A loop that has not joined its group yet.
   *
   * @param sharing settings of this mode
   * @param clock tells the time
   * @param telemetry where it tells of itself
   */
  public ShareLoop(
      ShareClients clients, Jobs jobs, Settings sharing, Clock clock, Telemetry telemetry) {
    this.clock = clock;
    room = new Room(sharing.worker().limits());
    cancellations = jobs.known().cancellations();
    results = new ShareResults(clients.producer());
    attempts = new AttemptLog(sharing.worker().kafka().groupId(), results, clock);
    producerMetrics = new KafkaClientMetrics(clients.producer(), Tags.of("client", "producer"));
    producerMetrics.bindTo(telemetry.meters());
    counters = new ShareCounters(new DeliveryMeters(telemetry.meters()));
    ShareLane.Parts parts =
        new ShareLane.Parts(
            jobs,
            results,
            attempts,
            room,
            sharing.share(),
            signals,
            counters,
            telemetry.traces(),
            clock);
    int members = sharing.share().consumers();
    lanes =
        IntStream.range(0, members)
            .mapToObj(ShareLoop::topics)
            .map(topics -> new ShareMember(topics, clients.consumers(), clock))
            .map(member -> new ShareLane(member, parts))
            .toList();
    ended = new CountDownLatch(members);
  }

  /**
   * Topics of a member. Where all members have the same ones, the broker's assignor spreads all
   * partitions of all topics over them, so that each has one member until there are more members
   * than those, however many records lie in some of them. Where members differ, it spreads each
   * topic by itself. So the first member of each worker leaves one out.
   */
  static List<String> topics(int member) {
    List<String> all =
        Stream.of(Topics.PAGE_LANES, Topics.IMAGE_LANES)
            .flatMap(lanes -> lanes.names().stream())
            .toList();
    return member == 0 ? all.subList(0, all.size() - 1) : all;
  }

  /**
   * Settings of a worker that shares partitions.
   *
   * @param worker those of every worker; pace and retry topics are not used
   * @param share those of this mode
   */
  public record Settings(WorkerSettings worker, ShareSettings share) {}

  @Override
  public List<TailSource> followed() {
    return List.of(attempts.source());
  }

  @Override
  public void subscribe() {
    for (int i = 0; i < lanes.size(); i++) {
      ShareLane lane = lanes.get(i);
      Thread thread =
          new Thread(
              () -> {
                try {
                  lane.run();
                } finally {
                  ended.countDown();
                }
              },
              "scriptorium-worker-lane-" + (i + 1));
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public void once() {
    // Each lane looks for its own job; the queue is for nobody here.
    while (cancellations.next().isPresent()) {}
    for (ShareLane lane : lanes) {
      lane.failure().ifPresent(ShareLoop::rethrow);
    }
    publish();
    awaitEnd(TURN);
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof UnusableClusterException unusable) {
      throw unusable;
    }
    throw new IllegalStateException("A lane of the worker has failed", failure);
  }

  private void publish() {
    // The lane that has been silent for longest speaks for all.
    Optional<Instant> looked =
        lanes.stream().flatMap(lane -> lane.lastLook().stream()).min(Comparator.naturalOrder());
    int pending = (int) lanes.stream().filter(ShareLane::isHolding).count();
    stats = counters.publish(room, pending, looked);
    vitals =
        new LoopVitals(
            signals.stage() == Stage.WORKING ? Membership.WORKING : Membership.DRAINING,
            isIdle() ? Optional.of(clock.instant()) : looked);
  }

  private boolean awaitEnd(Duration atMost) {
    try {
      return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void stopIntake() {
    signals.reach(Stage.DRAINING);
  }

  @Override
  public boolean isIdle() {
    return ended.getCount() == 0;
  }

  @Override
  public LoopVitals vitals() {
    return vitals;
  }

  @Override
  public WorkerStats stats() {
    return stats;
  }

  @Override
  public void close() {
    signals.reach(Stage.CLOSING);
    if (!awaitEnd(CLOSE_WAIT)) {
      LOG.warn("Members are left to the broker, which waits for their locks to end");
    }
    publish();
    producerMetrics.close();
    results.close();
  }
}
