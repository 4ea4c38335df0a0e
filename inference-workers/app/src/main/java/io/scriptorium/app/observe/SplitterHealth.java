package io.scriptorium.app.observe;

import io.scriptorium.producers.split.SplitterVitals;
import io.scriptorium.producers.split.SplitterVitals.Membership;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a splitter is. It has started when its group has let it in; it is ready while it takes
 * documents; it lives while its poll loop turns, whether the brokers answer or not.
 */
public final class SplitterHealth {
  private final StallLimits limits;
  private final Clock clock;
  private volatile Optional<Watched> watched = Optional.empty();
  private volatile boolean hasJoined;

  public SplitterHealth(StallLimits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  private record Watched(Supplier<SplitterVitals> splitter, Stall poll) {}

  /** Watches over a splitter. */
  public void watch(Supplier<SplitterVitals> splitter) {
    watched = Optional.of(new Watched(splitter, Stall.from(limits.poll(), clock)));
  }

  /** What it answers. */
  public Health health() {
    return new Health(this::startup, this::ready, this::live);
  }

  private Optional<String> startup() {
    hasJoined = hasJoined || membership() == Membership.WORKING;
    return hasJoined ? Optional.empty() : ready();
  }

  private Optional<String> ready() {
    return switch (membership()) {
      case WORKING -> Optional.empty();
      case JOINING -> Optional.of("The splitter is not a member of its group");
      case LEAVING -> Optional.of("The splitter is leaving");
    };
  }

  private Membership membership() {
    return watched.map(own -> own.splitter().get().membership()).orElse(Membership.JOINING);
  }

  private Optional<String> live() {
    return watched.flatMap(
        own ->
            own.poll().problem("The poll loop has made no turn", own.splitter().get().lastTurn()));
  }
}
