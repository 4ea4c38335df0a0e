package io.scriptorium.engine.model;

import ai.djl.ndarray.NDArray;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.TorchArchive;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A language model's program with its weights. The program has the methods {@code bind}, {@code
 * new_cache}, {@code copy}, {@code forward} and, with a module for multi-token prediction, {@code
 * draft}, with the arguments that {@code qwen2.py} describes.
 */
public final class LanguageProgram implements AutoCloseable {
  private final Sizes sizes;
  private final TorchProgram program;

  private LanguageProgram(Sizes sizes, TorchProgram program) {
    this.sizes = sizes;
    this.program = program;
  }

  /**
   * Sizes of a language model.
   *
   * @param shape what the scheduler knows of it
   * @param caches tensors with a row for each slot that its cache consists of
   * @param drafts whether it has a module for multi-token prediction
   */
  public record Sizes(ModelShape shape, int caches, boolean drafts) {}

  /**
   * Starts a program.
   *
   * @param scope will own it
   * @param archive the program, without the functions that it shares with others
   * @param weights names of the weights that go to its {@code bind}
   */
  public static LanguageProgram load(
      TensorScope scope, TorchArchive archive, Sizes sizes, Weights weights) {
    return new LanguageProgram(sizes, bound(scope, archive, weights));
  }

  /**
   * Weights for a program.
   *
   * @param checkpoint where they are
   * @param names their canonical names
   * @param numerics how the program computes
   */
  public record Weights(Checkpoint checkpoint, Iterable<String> names, Numerics numerics) {}

  /** Starts any program that has a {@code bind}, with the functions that programs share. */
  public static TorchProgram bound(TensorScope scope, TorchArchive archive, Weights weights) {
    Numerics numerics = weights.numerics;
    archive
        .functions("ops", LanguageProgram.class, "ops.py")
        .functions("attention", LanguageProgram.class, "attention.py")
        .functions("linear", LanguageProgram.class, numerics.projectionSource())
        .set("dtype", numerics.projections().scalarType())
        .set("attention_dtype", numerics.attention().scalarType());
    TorchProgram program = TorchProgram.load(scope, archive);
    bind(scope, program, weights.checkpoint, weights.names);
    return program;
  }

  /** Hands weights to a program's {@code bind}. */
  private static void bind(
      TensorScope scope, TorchProgram program, Checkpoint checkpoint, Iterable<String> names) {
    try (TensorScope mapped = scope.open();
        TorchCall call = program.call("bind")) {
      call.with(checkpoint.load(mapped, names)).run();
    }
  }

  /** What the scheduler knows of it. */
  public ModelShape shape() {
    return sizes.shape();
  }

  /** As {@link Model#newCache}. */
  public ModelCache newCache(TensorScope scope, int slots, int imageRows) {
    try (TorchCall call = program.call("new_cache")) {
      List<NDArray> tensors = call.with(slots).with(imageRows).runForList(scope);
      int caches = sizes.caches();
      return new ModelCache(List.copyOf(tensors.subList(0, caches)), tensors.get(caches));
    }
  }

  /** As {@link Model#forward}. */
  public StepOutput forward(TensorScope scope, StepInput input, ModelCache cache) {
    try (TensorScope inputs = scope.open();
        TorchCall call = program.call("forward")) {
      List<NDArray> output = withRows(call, inputs, input, List.of(), cache).runForList(scope);
      return new StepOutput(output.get(0), output.get(1), output.get(2), output.get(3));
    }
  }

  /** As {@link Model#copy}. */
  public void copy(long[] from, long[] to, ModelCache cache) {
    try (TorchCall call = program.call("copy")) {
      call.with(from).with(to).with(cache.layers()).run();
    }
  }

  /** As {@link Model#drafts}. */
  public boolean drafts() {
    return sizes.drafts();
  }

  /** As {@link Model#draft}. */
  public DraftOutput draft(TensorScope scope, DraftInput input, ModelCache cache) {
    try (TensorScope inputs = scope.open();
        TorchCall call = program.call("draft")) {
      List<NDArray> output =
          withRows(call, inputs, input.step(), List.of(input.stateRows()), cache)
              .with(input.states())
              .with(!input.chained())
              .runForList(scope);
      return new DraftOutput(output.get(0), output.get(1));
    }
  }

  private static TorchCall withRows(
      TorchCall call, TensorScope inputs, StepInput input, List<long[]> more, ModelCache cache) {
    List<long[]> numbers =
        new ArrayList<>(
            List.of(
                input.tokens(),
                input.positions(),
                input.slots(),
                input.imageRows(),
                input.imageSources(),
                input.sampleRows()));
    numbers.addAll(more);
    for (StepInput.CachedSegments run : input.cached()) {
      numbers.add(run.keys());
      numbers.add(run.keyCounts());
    }
    return call.with(NativeBuffers.concatenate(inputs, numbers))
        .with(numbers.stream().mapToLong(array -> array.length).toArray())
        .with(
            input.fresh().stream().flatMapToLong(run -> longs(run.count(), run.length())).toArray())
        .with(
            input.cached().stream()
                .flatMapToLong(
                    run -> longs(run.segments().count(), run.segments().length(), run.width()))
                .toArray())
        .with(
            input.single().stream()
                .flatMapToLong(row -> longs(row.firstSlot(), row.keys()))
                .toArray())
        .with(cache.layers())
        .with(cache.imageRows());
  }

  private static LongStream longs(long... values) {
    return LongStream.of(values);
  }

  @Override
  public void close() {
    program.close();
  }
}
