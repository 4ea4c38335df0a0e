package io.scriptorium.app.observe;

import io.scriptorium.engine.batch.EngineVitals;
import io.scriptorium.engine.batch.EngineVitals.ThreadState;
import io.scriptorium.worker.loop.LoopVitals;
import io.scriptorium.worker.loop.LoopVitals.Membership;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a worker is. It has started when its model is loaded and its group has let it in; it is ready
 * while it takes jobs; it lives while its poll loop turns and no engine that has work stands still.
 */
public final class WorkerHealth {
  private final StallLimits limits;
  private final Clock clock;
  private volatile Optional<Watched> watched = Optional.empty();
  private volatile boolean hasJoined;

  public WorkerHealth(StallLimits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  private record Watched(
      Supplier<LoopVitals> loop, Supplier<List<EngineVitals>> engines, Stall poll, Stall step) {}

  /** Watches over a worker whose model is loaded. */
  public void watch(Supplier<LoopVitals> loop, Supplier<List<EngineVitals>> engines) {
    watched =
        Optional.of(
            new Watched(
                loop,
                engines,
                Stall.from(limits.poll(), clock),
                Stall.from(limits.engine(), clock)));
  }

  /** What it answers. */
  public Health health() {
    return new Health(this::startup, this::ready, this::live);
  }

  private Optional<String> startup() {
    if (hasJoined) {
      return Optional.empty();
    }
    if (watched.isEmpty()) {
      return Optional.of("The model is being loaded");
    }
    hasJoined = watched.get().loop().get().membership() == Membership.WORKING;
    return hasJoined ? Optional.empty() : ready();
  }

  private Optional<String> ready() {
    Membership membership =
        watched.map(own -> own.loop().get().membership()).orElse(Membership.JOINING);
    return switch (membership) {
      case WORKING -> Optional.empty();
      case JOINING -> Optional.of("The worker is not a member of its group");
      case DRAINING -> Optional.of("The worker is draining");
      case LEFT -> Optional.of("The worker has left its group");
    };
  }

  private Optional<String> live() {
    return watched.flatMap(WorkerHealth::problem);
  }

  /** A worker that has left is being closed, and its engines with it. */
  private static Optional<String> problem(Watched own) {
    LoopVitals loop = own.loop().get();
    if (loop.membership() == Membership.LEFT) {
      return Optional.empty();
    }
    return own.poll()
        .problem("The poll loop has made no turn", loop.lastTurn())
        .or(
            () ->
                own.engines().get().stream()
                    .flatMap(engine -> problem(engine, own.step()).stream())
                    .findFirst());
  }

  private static Optional<String> problem(EngineVitals engine, Stall step) {
    if (engine.thread() == ThreadState.ENDED) {
      return Optional.of("The thread of %s has ended".formatted(engine.name()));
    }
    return engine.pending() == 0
        ? Optional.empty()
        : step.problem(
            "%s owes %,d answers and has made no step".formatted(engine.name(), engine.pending()),
            engine.sinceProgress());
  }
}
