package io.scriptorium.app.observe;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * How an assembler is. It has started when it had its partitions and their state for the first
 * time; it is ready while it has; it lives while it has not given up and its threads poll.
 */
public final class AssemblerHealth {
  private final StallLimits limits;
  private final Clock clock;
  private volatile Optional<Watched> watched = Optional.empty();
  private volatile boolean hasRun;

  public AssemblerHealth(StallLimits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** What is looked at. */
  public interface Vitals {
    /** Whether it has its partitions and works on them. */
    boolean isRunning();

    /** Why it has given up; empty while it works or tries to. */
    Optional<Throwable> failure();

    /** Time since its slowest thread polled; empty before the first time. */
    Optional<Duration> sincePoll();
  }

  private record Watched(Vitals assembler, Stall poll) {}

  /** Watches over an assembler. */
  public void watch(Vitals assembler) {
    watched = Optional.of(new Watched(assembler, Stall.from(limits.poll(), clock)));
  }

  /** What it answers. */
  public Health health() {
    return new Health(this::startup, this::ready, this::live);
  }

  private Optional<String> startup() {
    hasRun = hasRun || isRunning();
    return hasRun ? Optional.empty() : ready();
  }

  private Optional<String> ready() {
    return isRunning()
        ? Optional.empty()
        : Optional.of("The assembler does not have its partitions and their state");
  }

  private boolean isRunning() {
    return watched.map(own -> own.assembler().isRunning()).orElse(false);
  }

  private Optional<String> live() {
    return watched.flatMap(AssemblerHealth::problem);
  }

  private static Optional<String> problem(Watched own) {
    return own.assembler()
        .failure()
        .map(failure -> "The assembler has given up: " + failure)
        .or(
            () ->
                own.assembler()
                    .sincePoll()
                    .flatMap(age -> own.poll().problem("A stream thread has not polled", age)));
  }
}
