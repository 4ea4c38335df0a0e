package io.scriptorium.engine.model;

import ai.djl.ndarray.NDArray;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.TorchArchive;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** The language model of the Qwen2 family: the program {@code qwen2.py} with its weights. */
final class Qwen2Language implements AutoCloseable {
  private final Qwen2Config config;
  private final Numerics numerics;
  private final TorchProgram program;

  private Qwen2Language(Qwen2Config config, Numerics numerics, TorchProgram program) {
    this.config = config;
    this.numerics = numerics;
    this.program = program;
  }

  static Qwen2Language load(
      TensorScope scope, Qwen2Config config, Checkpoint checkpoint, Numerics numerics) {
    TorchArchive archive =
        new TorchArchive()
            .program(Qwen2Language.class, "qwen2.py")
            .functions("ops", Qwen2Language.class, "ops.py")
            .functions("linear", Qwen2Language.class, numerics.projectionSource())
            .set("dtype", numerics.projections().scalarType())
            .set("attention_dtype", numerics.attention().scalarType())
            .set("layers", config.numHiddenLayers())
            .set("mtp", config.numNextnPredictLayers())
            .set("heads", config.numAttentionHeads())
            .set("kv_heads", config.numKeyValueHeads())
            .set("head_dim", config.headDim())
            .set("eps", config.rmsNormEps())
            .set("theta", config.ropeTheta())
            .set("tied", config.tieWordEmbeddings())
            .set("axes", config.axes())
            .emptyLists("embed", "head", "axis_index", "frequencies", "qkv_weight", "qkv_bias")
            .emptyLists("o_weight", "gate_weight", "up_weight", "down_weight")
            .emptyLists("norm", "eh_weight", "mtp_norm", "mtp_head");
    TorchProgram program = TorchProgram.load(scope, archive);
    bind(scope, program, checkpoint, config.weights().keySet());
    return new Qwen2Language(config, numerics, program);
  }

  /** Hands weights to a program's {@code bind}. */
  static void bind(
      TensorScope scope, TorchProgram program, Checkpoint checkpoint, Iterable<String> names) {
    try (TensorScope mapped = scope.open();
        TorchCall call = program.call("bind")) {
      Map<String, NDArray> weights = new HashMap<>();
      names.forEach(name -> weights.put(name, checkpoint.load(mapped, name)));
      call.with(weights).run();
    }
  }

  ModelShape shape() {
    long cacheValues = 2L * config.numKeyValueHeads() * config.headDim() * cachedLayers();
    return new ModelShape(
        config.vocabSize(),
        config.maxPositionEmbeddings(),
        cacheValues * numerics.attention().bytes(),
        config.usesMrope() ? 3 : 1,
        numerics.projections());
  }

  ModelCache newCache(TensorScope scope, int slots, int imageRows) {
    try (TorchCall call = program.call("new_cache")) {
      List<NDArray> tensors = call.with(slots).with(imageRows).runForList(scope);
      int layers = cachedLayers();
      return new ModelCache(List.copyOf(tensors.subList(0, layers)), tensors.get(layers));
    }
  }

  /** Layers that keep keys and values. */
  private int cachedLayers() {
    return config.numHiddenLayers() + config.numNextnPredictLayers();
  }

  StepOutput forward(TensorScope scope, StepInput input, ModelCache cache) {
    try (TensorScope inputs = scope.open();
        TorchCall call = program.call("forward")) {
      List<NDArray> output = withRows(call, inputs, input, List.of(), cache).runForList(scope);
      return new StepOutput(output.get(0), output.get(1), output.get(2), output.get(3));
    }
  }

  void copy(long[] from, long[] to, ModelCache cache) {
    try (TorchCall call = program.call("copy")) {
      call.with(from).with(to).with(cache.layers()).run();
    }
  }

  boolean drafts() {
    return config.numNextnPredictLayers() > 0;
  }

  DraftOutput draft(TensorScope scope, DraftInput input, ModelCache cache) {
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
