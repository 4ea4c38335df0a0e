package io.scriptorium.producers.blob;

import java.time.Duration;

/**
 * How long a store on the network is waited for.
 *
 * @param connect longest time to connect
 * @param read longest time without a byte
 * @param part longest time of a request with all of its tries, and for each {@value #PART_MIB} MiB
 *     of a blob that is read
 * @param tries most tries of a request, the first included; pauses between them grow
 */
public record Patience(Duration connect, Duration read, Duration part, int tries) {
  private static final int PART_MIB = 16;

  /** Bytes of a blob that may take as long as a request. */
  static final long PART = (long) PART_MIB << 20;

  public static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofMinutes(2), 4);

  public Patience {
    if (!isPositive(connect) || !isPositive(read) || !isPositive(part) || tries < 1) {
      throw new IllegalArgumentException("A store is waited for longer than not at all");
    }
  }

  /** Longest time in which all bytes of a blob have come. */
  Duration ofBlob(long bytes) {
    return part.multipliedBy(1 + bytes / PART);
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isZero() && !duration.isNegative();
  }
}
