package io.scriptorium.producers.split;

import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.cancel.Cancellations;
import io.scriptorium.producers.cancel.CancelledJobs;
import io.scriptorium.producers.split.SplitterVitals.Membership;
import io.scriptorium.producers.tail.TopicTail;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service that splits documents: takes document jobs, leaves page jobs and manifests, every
 * page exactly once. What is cancelled is not made into pages any further: those that are missing
 * are answered in their stead. Pages and the progress in their document are committed together,
 * chunk by chunk, so that after a crash the next splitter goes on in the middle of a document. A
 * failure of Kafka ends nothing, but for a login or a right that is refused: the clients are made
 * anew, after a pause that grows from 0.1 to 10 s. A store that fails is asked again for a while
 * (see {@link SplitRetries}), while polling goes on.
 *
 * <p>{@link #run} is for a thread of its own; the other methods may be called from any thread.
 */
public final class SplitterStage implements Runnable, AutoCloseable {
  /** How long {@link #close()} may take. */
  public static final Duration CLOSING = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(SplitterStage.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final SplitterClients clients;
  private final SplitTask.Workshop workshop;
  private final SplitCounters counters;
  private final Telemetry telemetry;
  private volatile SplitterVitals vitals = SplitterVitals.NONE;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Duration pause = FIRST_PAUSE;

  /**
   * A stage that is not yet running.
   *
   * @param telemetry its meters are those of {@link SplitterMeter} and of Kafka's clients
   */
  public SplitterStage(
      SplitterClients clients,
      PayloadStore payloads,
      SplitterSettings settings,
      Clock clock,
      Telemetry telemetry) {
    this.clients = clients;
    this.telemetry = telemetry;
    counters = new SplitCounters(telemetry.meters());
    workshop =
        new SplitTask.Workshop(
            payloads, new PageSources(settings.limits()), settings, clock, counters::storeRetry);
  }

  /**
   * Works until it is stopped.
   *
   * @throws UnusableClusterException if the cluster turns it away
   */
  @Override
  public void run() {
    started.countDown();
    CancelledJobs cancelled = new CancelledJobs();
    try (TopicTail tail =
        TopicTail.start(
            clients.tails(),
            List.of(cancelled.source()),
            workshop.clock(),
            "splitter-cancellations")) {
      cancelled.becomeCurrentAfter(tail.reachNow());
      while (stopping.getCount() > 0) {
        live(tail, cancelled);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  /** Asks it to commit the pages that are out and to end; does not wait. */
  public void stop() {
    stopping.countDown();
    vitals = new SplitterVitals(Membership.LEAVING, vitals.lastTurn());
  }

  /** Waits for the end. */
  public boolean awaitStopped(Duration patience) throws InterruptedException {
    return stopped.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Stops it and waits for its end, if it was ever run. */
  @Override
  public void close() {
    stop();
    try {
      if (started.getCount() == 0 && !awaitStopped(CLOSING)) {
        LOG.warn("The splitter did not stop within {}", CLOSING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What it did so far. */
  public SplitCounters counters() {
    return counters;
  }

  /** How it is. */
  public SplitterVitals vitals() {
    return vitals;
  }

  private void turned(Membership membership) {
    vitals =
        new SplitterVitals(
            stopping.getCount() == 0 ? Membership.LEAVING : membership,
            Optional.of(workshop.clock().instant()));
  }

  private void live(TopicTail tail, Cancellations cancelled) throws InterruptedException {
    try (SplitSession session =
        new SplitSession(clients, workshop, counters, telemetry, cancelled)) {
      session.open();
      while (stopping.getCount() > 0) {
        tail.refusal()
            .ifPresent(
                refusal -> {
                  throw refusal;
                });
        session.step();
        turned(session.isMember() ? Membership.WORKING : Membership.JOINING);
        pause = FIRST_PAUSE;
      }
      session.drain();
    } catch (KafkaException e) {
      UnusableClusterException.throwIfPermanent(e, Role.SPLITTER);
      LOG.warn("Kafka failed the splitter, which starts anew: {}", OneLine.of(e));
      pause();
    } catch (RuntimeException e) {
      LOG.error("The splitter failed and starts anew", e);
      pause();
    }
  }

  private void pause() throws InterruptedException {
    counters.restart();
    turned(Membership.JOINING);
    if (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
  }
}
