package io.scriptorium.engine.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.ModelFamily;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.model.ModelSource;
import io.scriptorium.engine.model.StepInput;
import io.scriptorium.engine.model.StepInput.CachedSegments;
import io.scriptorium.engine.model.StepInput.Segments;
import io.scriptorium.engine.model.StepOutput;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A text model's steps without an engine around them, on prompts that stand in the cache one after
 * the other: what its attention takes to look at them again.
 */
public final class AttentionPath implements AutoCloseable {
  private final TensorScope scope;
  private final Model model;
  private final ModelCache cache;
  private final int slots;

  private AttentionPath(Model model, int slots) {
    this.model = model;
    this.slots = slots;
    scope = Torch.get().open(Device.cpu());
    cache = model.newCache(scope, slots, 0);
  }

  /**
   * Loads a folder's model by the family that it belongs to.
   *
   * @param slots tokens of the cache
   */
  public static AttentionPath load(Path folder, ComputeType numbers, int slots) {
    return new AttentionPath(ModelLoader.load(folder, numbers, Device.cpu()), slots);
  }

  /** Loads a folder's model by a family of one's own. */
  public static AttentionPath load(
      ModelFamily family, Path folder, ComputeType numbers, int slots) {
    ModelSource source = new ModelSource(folder, ConfigNode.read(folder), numbers, Device.cpu());
    return new AttentionPath(family.load(source), slots);
  }

  /** Bytes of the cache's tensors for each of its slots. */
  public double cacheBytesPerToken() {
    return bytes(cache.layers()) / (double) slots;
  }

  private static long bytes(List<NDArray> tensors) {
    return tensors.stream()
        .mapToLong(each -> each.size() * each.getDataType().getNumOfBytes())
        .sum();
  }

  /** Numbers that the model computes with. */
  public ComputeType numbers() {
    return model.shape().numbers();
  }

  /** Takes prompts in, the first time that their tokens are seen; the seconds it takes. */
  public double fresh(int sequences, int rows) {
    return timed(input(sequences, rows, rows, true)).seconds();
  }

  /**
   * Computes the last rows of sequences whose keys, these rows' included, are in the cache.
   *
   * @param sequences how many
   * @param rows of each
   * @param keys of each
   */
  public Answer cached(int sequences, int rows, int keys) {
    return timed(input(sequences, rows, keys, false));
  }

  /**
   * What a step came to.
   *
   * @param seconds that it took
   * @param logits after each sequence's last row
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Answer(double seconds, float[] logits) {
    /** The largest difference to another answer's logits. */
    public double difference(Answer other) {
      return IntStream.range(0, logits.length)
          .mapToDouble(i -> Math.abs(logits[i] - other.logits[i]))
          .max()
          .orElseThrow();
    }
  }

  private Answer timed(StepInput input) {
    try (TensorScope step = scope.open()) {
      long start = System.nanoTime();
      StepOutput output = model.forward(step, input, cache);
      float[] logits = output.logits().toFloatArray();
      return new Answer((System.nanoTime() - start) / 1e9, logits);
    }
  }

  private StepInput input(int sequences, int rows, int keys, boolean fresh) {
    int first = keys - rows;
    long[] slotsOfRows =
        IntStream.range(0, sequences)
            .mapToLong(i -> (long) i * keys)
            .flatMap(start -> LongStream.range(start + first, start + keys))
            .toArray();
    long[] tokens = LongStream.of(slotsOfRows).map(slot -> slot * 31 % 251).toArray();
    long[] positions = LongStream.of(slotsOfRows).map(slot -> slot % keys).toArray();
    long[] samples =
        IntStream.rangeClosed(1, sequences).mapToLong(i -> (long) i * rows - 1).toArray();
    Segments segments = new Segments(sequences, rows);
    long[] keySlots = LongStream.range(0, (long) sequences * keys).toArray();
    long[] counts = LongStream.generate(() -> keys).limit(sequences).toArray();
    return new StepInput(
        tokens,
        positions,
        slotsOfRows,
        new long[0],
        new long[0],
        samples,
        fresh ? List.of(segments) : List.of(),
        fresh ? List.of() : List.of(new CachedSegments(segments, keySlots, counts)),
        List.of());
  }

  @Override
  public void close() {
    scope.close();
    model.close();
  }
}
