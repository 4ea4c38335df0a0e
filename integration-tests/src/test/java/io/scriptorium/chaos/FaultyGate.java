package io.scriptorium.chaos;

import io.scriptorium.s3.FaultyS3;
import io.scriptorium.s3.FaultyS3.Fault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A process before an S3. While it is to fail, three of four requests do, in ways that chance
 * chooses; while it is to be slow, each is answered late. Prints what met a fault.
 */
public final class FaultyGate {
  private static final List<Fault> FAILURES =
      List.of(Fault.INTERNAL_ERROR, Fault.SLOW_DOWN, Fault.BREAK_OFF, Fault.SILENCE);

  private FaultyGate() {}

  /**
   * By which the run tells it.
   *
   * @param failing that it is to fail
   * @param slow that it is to be slow, where it does not fail
   */
  record Marks(Mark failing, Mark slow) {
    /** Those of a run's folder. */
    static Marks in(Path folder) {
      return new Marks(new Mark(folder.resolve("s3-failing")), new Mark(folder.resolve("s3-slow")));
    }

    /** What a request meets. */
    Optional<Fault> fault(Random random) {
      if (failing.isSet()) {
        return random.nextInt(4) == 0
            ? Optional.empty()
            : Optional.of(FAILURES.get(random.nextInt(FAILURES.size())));
      }
      return slow.isSet() ? Optional.of(Fault.DELAY) : Optional.empty();
    }
  }

  /** Takes the S3's address, its own host and port, the run's folder and a seed. */
  public static void main(String[] args) throws IOException {
    Marks marks = Marks.in(Path.of(args[3]));
    Random random = new Random(Long.parseLong(args[4]));
    FaultyS3 s3 =
        new FaultyS3(
            URI.create(args[0]), new InetSocketAddress(args[1], Integer.parseInt(args[2])));
    s3.inflict(
        request -> {
          Optional<Fault> fault = marks.fault(random);
          fault.ifPresent(met -> System.out.printf("%s %s %s%n", Instant.now(), met, request));
          return fault;
        });
  }
}
