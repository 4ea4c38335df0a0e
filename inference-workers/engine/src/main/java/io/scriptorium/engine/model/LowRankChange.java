package io.scriptorium.engine.model;

import ai.djl.ndarray.NDArray;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.TorchArchive;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.util.Map;

/**
 * The product of two factors, added to a matrix in 32 bits: the program {@code low_rank.py}.
 *
 * @param tensors where the factors are
 * @param a name of the factor (rank, in)
 * @param b name of the factor (out, rank)
 * @param scale what their product is multiplied with
 * @param isTransposed whether the matrix is stored (in, out)
 */
record LowRankChange(Checkpoint tensors, String a, String b, double scale, boolean isTransposed)
    implements Checkpoint.Change {

  @Override
  public NDArray apply(TensorScope scope, String name, Map<String, NDArray> stored) {
    TorchArchive archive =
        new TorchArchive()
            .program(LowRankChange.class, "low_rank.py")
            .functions("ops", LanguageProgram.class, "ops.py");
    try (TensorScope factors = scope.open();
        TorchProgram program = TorchProgram.load(factors, archive);
        TorchCall call = program.call("changed")) {
      return call.with(stored)
          .with(name)
          .with(Map.of("A", tensors.load(factors, a), "B", tensors.load(factors, b)))
          .with(scale)
          .with(isTransposed)
          .run(scope);
    }
  }
}
