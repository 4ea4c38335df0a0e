package io.scriptorium.engine.model;

import ai.djl.Device;
import io.scriptorium.engine.torch.CpuFeatures;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import io.scriptorium.engine.torch.TorchArchive;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out once a process whether this processor multiplies faster in 16 bits than in 32. Its
 * flags do not tell: some that have instructions for bfloat16, but no matrix units or these hidden
 * by a hypervisor, do 32 bits at up to 1.6 times the rate.
 *
 * <p>Processes on equal machines are to come to the same answer, whatever else these do meanwhile:
 * both are measured in turn, the best of each counts, and bfloat16 must be faster by a margin that
 * is wider than what is left of the noise.
 */
final class Calibration {
  /** How many times as fast as 32 bits bfloat16 has to be. */
  static final double MARGIN = 1.3;

  /** Products of each kind that are timed. */
  static final int ROUNDS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(Calibration.class);
  private static final int ROWS = 256;
  private static final int WIDTH = 1024;

  private Calibration() {}

  /** Whether products in bfloat16 take clearly less time than those in 32 bits. */
  static boolean bfloat16IsFaster() {
    return Answer.BFLOAT16_IS_FASTER;
  }

  /** Made at first use. */
  private static final class Answer {
    static final boolean BFLOAT16_IS_FASTER =
        CpuFeatures.hasBfloat16() && Torch.get().hasOneDnn() && measure();
  }

  private static boolean measure() {
    try (TensorScope scope = Torch.get().open(Device.cpu());
        TorchProgram half = products(scope, ComputeType.BFLOAT16);
        TorchProgram full = products(scope, ComputeType.FLOAT32)) {
      Best best = Best.of(() -> nanos(half), () -> nanos(full));
      LOG.info(
          "Numbers measured bfloat16Micros={} float32Micros={} faster={}",
          best.ofOne() / 1000,
          best.ofOther() / 1000,
          best.isOneClearlyFaster() ? ComputeType.BFLOAT16 : ComputeType.FLOAT32);
      return best.isOneClearlyFaster();
    }
  }

  /**
   * The best times of two ways to do something.
   *
   * @param ofOne nanoseconds of the one
   * @param ofOther nanoseconds of the other
   */
  record Best(long ofOne, long ofOther) {
    /** Goes both ways in turn; each tells how many nanoseconds it took. */
    static Best of(LongSupplier one, LongSupplier other) {
      Best best = new Best(Long.MAX_VALUE, Long.MAX_VALUE);
      for (int i = 0; i < ROUNDS; i++) {
        best =
            new Best(
                Math.min(best.ofOne, one.getAsLong()), Math.min(best.ofOther, other.getAsLong()));
      }
      return best;
    }

    /** Whether the one is faster by the margin. */
    boolean isOneClearlyFaster() {
      return ofOther >= MARGIN * ofOne;
    }
  }

  private static TorchProgram products(TensorScope scope, ComputeType type) {
    TorchArchive archive =
        new TorchArchive()
            .program(Calibration.class, "machine.py")
            .functions("ops", Calibration.class, "ops.py")
            .functions("linear", Calibration.class, "linear_packed.py")
            .emptyLists("inputs", "weights", "memory");
    TorchProgram program = TorchProgram.load(scope, archive);
    try (TorchCall call = program.call("prepare")) {
      call.with(ROWS).with(new long[] {WIDTH, WIDTH}).with(type.scalarType()).run();
    }
    return program;
  }

  private static long nanos(TorchProgram program) {
    long start = System.nanoTime();
    try (TorchCall call = program.call("multiply")) {
      call.with(1).run();
    }
    return System.nanoTime() - start;
  }
}
