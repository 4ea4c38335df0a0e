package io.scriptorium.engine.model;

import ai.djl.Device;
import io.scriptorium.engine.torch.CpuFeatures;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import io.scriptorium.engine.torch.TorchArchive;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;

/**
 * Finds out once a process whether this processor multiplies faster in 16 bits than in 32. Its
 * flags do not tell: some that have instructions for bfloat16, but no matrix units or these hidden
 * by a hypervisor, do 32 bits at up to 1.6 times the rate.
 */
final class Calibration {
  private static final int ROWS = 256;
  private static final int WIDTH = 1024;
  private static final int TRIES = 5;

  private Calibration() {}

  /** Whether products in bfloat16 take less time than those in 32 bits. */
  static boolean bfloat16IsFaster() {
    return Answer.BFLOAT16_IS_FASTER;
  }

  /** Made at first use. */
  private static final class Answer {
    static final boolean BFLOAT16_IS_FASTER =
        CpuFeatures.hasBfloat16()
            && Torch.get().hasOneDnn()
            && nanos(ComputeType.BFLOAT16) < nanos(ComputeType.FLOAT32);
  }

  private static long nanos(ComputeType type) {
    TorchArchive archive =
        new TorchArchive()
            .program(Calibration.class, "machine.py")
            .functions("ops", Calibration.class, "ops.py")
            .functions("linear", Calibration.class, "linear_packed.py")
            .emptyLists("inputs", "weights", "memory");
    try (TensorScope scope = Torch.get().open(Device.cpu());
        TorchProgram program = TorchProgram.load(scope, archive)) {
      try (TorchCall call = program.call("prepare")) {
        call.with(ROWS).with(new long[] {WIDTH, WIDTH}).with(type.scalarType()).run();
      }
      long best = Long.MAX_VALUE;
      for (int i = 0; i < TRIES; i++) {
        long start = System.nanoTime();
        try (TorchCall call = program.call("multiply")) {
          call.with(1).run();
        }
        best = Math.min(best, System.nanoTime() - start);
      }
      return best;
    }
  }
}
