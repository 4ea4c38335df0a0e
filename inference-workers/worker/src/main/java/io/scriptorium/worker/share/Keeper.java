package io.scriptorium.worker.share;

import io.scriptorium.worker.share.ShareResults.Written;
import io.scriptorium.worker.share.Signals.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a member's record while its lane waits for something. Owned by the lane's thread, but for
 * {@link #lastLook()}.
 */
final class Keeper {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

  /** Between two looks at the lock, at signals and at what is waited for. */
  static final Duration LOOK = Duration.ofMillis(50);

  private final ShareMember member;
  private final Signals signals;
  private final ShareCounters counters;
  private final Clock clock;
  private volatile Optional<Instant> lastLook = Optional.empty();

  Keeper(ShareMember member, Signals signals, ShareCounters counters, Clock clock) {
    this.member = member;
    this.signals = signals;
    this.counters = counters;
    this.clock = clock;
  }

  /** When the lane last showed that it is not stuck, for any thread. */
  Optional<Instant> lastLook() {
    return lastLook;
  }

  /** Shows that the lane is not stuck. */
  void look() {
    lastLook = Optional.of(clock.instant());
  }

  /** Keeps the record if it is time to; false if it is lost, or the worker is beyond a stage. */
  boolean keep(Stage last) {
    look();
    if (signals.stage().compareTo(last) > 0) {
      return false;
    }
    boolean kept = member.keep();
    if (!kept) {
      counters.late();
    }
    return kept;
  }

  /** Keeps it until something is so; false if it goes back before, or the worker is drained. */
  boolean keepUntil(BooleanSupplier something, Duration between) {
    Instant next = Instant.MIN;
    while (keep(Stage.WORKING)) {
      Instant now = clock.instant();
      if (!now.isBefore(next)) {
        if (something.getAsBoolean()) {
          return true;
        }
        next = now.plus(between);
      }
      sleep(LOOK);
    }
    return false;
  }

  /**
   * Keeps it until brokers have answered; empty if it goes back before.
   *
   * @throws KafkaException if the cluster fails
   */
  Optional<Written> keepUntil(CompletableFuture<Written> written) {
    while (!written.isDone()) {
      if (!keep(Stage.DRAINING)) {
        return Optional.empty();
      }
      await(written);
    }
    try {
      return Optional.of(written.join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof KafkaException failed ? failed : e;
    }
  }

  /** Waits for something until it is time to look again. */
  static void await(CompletableFuture<?> something) {
    try {
      something.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      LOG.trace("Whoever waits looks for itself", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Waits. */
  static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
