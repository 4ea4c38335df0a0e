package io.scriptorium.app.console;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a piece of work is and how fast it goes.
 *
 * @param done units done
 * @param total units there are, as far as is known
 * @param elapsed time since the start
 */
public record Pace(long done, long total, Duration elapsed) {

  /** Units a second; 0 before the first one. */
  public double rate() {
    double seconds = elapsed.toNanos() / 1e9;
    return seconds > 0 ? done / seconds : 0;
  }

  /** Time left at this rate; empty before the first unit is done. */
  public Optional<Duration> left() {
    if (done == 0 || rate() == 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds(Math.round(Math.max(0, total - done) / rate())));
  }

  /** The whole in words: {@code 12 of 40 pages, 3.1 pages/s, 0:00:09 left}. */
  public String line(String unit) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d %s, %.1f %s/s%s",
        done,
        total,
        unit,
        rate(),
        unit,
        left().map(time -> ", " + clock(time) + " left").orElse(""));
  }

  private static String clock(Duration time) {
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
