package io.scriptorium.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A model folder's weights in safetensors files, memory-mapped: {@code model.safetensors}, or
 * shards listed in {@code model.safetensors.index.json}. Only headers are read when it is opened.
 *
 * <p>Tensors stay valid when the checkpoint is closed. Each holds its whole file in memory as long
 * as it is there: programs copy what they keep.
 */
public final class Checkpoint implements AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  /** What {@code ops.py} knows the sizes of scaled blocks by. */
  private static final String SIZES = "scaled_blocks";

  private final Path folder;
  private final Map<String, StoredTensor> tensors;
  private final Optional<ScaledBlocks> blocks;
  private final Map<String, Change> changes = new HashMap<>();
  private final MappedFiles files = new MappedFiles();

  /** Makes another tensor of one that is loaded for a program. */
  @FunctionalInterface
  public interface Change {
    /**
     * The tensor in its stead, of the same shape and of 32-bit numbers.
     *
     * @param scope will own it
     * @param name canonical name of the stored tensor
     * @param stored that and, where it has some, its scales
     */
    NDArray apply(TensorScope scope, String name, Map<String, NDArray> stored);
  }

  private Checkpoint(
      Path folder, Map<String, StoredTensor> tensors, Optional<ScaledBlocks> blocks) {
    this.folder = folder;
    this.tensors = tensors;
    this.blocks = blocks;
  }

  /**
   * Opens a model folder's weights.
   *
   * @param canonicalName gives a stored tensor the name by which it is asked for
   * @throws CheckpointException if a file is missing or damaged, or a listed tensor is absent
   */
  public static Checkpoint open(Path folder, UnaryOperator<String> canonicalName) {
    return open(folder, canonicalName, Optional.empty());
  }

  /**
   * The same, where matrices may be stored in numbers of 8 bits.
   *
   * @param blocks what of them shares a scale
   */
  public static Checkpoint open(
      Path folder, UnaryOperator<String> canonicalName, Optional<ScaledBlocks> blocks) {
    Map<String, StoredTensor> stored =
        Files.exists(folder.resolve(INDEX))
            ? shards(folder)
            : SafetensorsFile.read(folder.resolve(SINGLE));
    Map<String, StoredTensor> canonical = new HashMap<>();
    stored.forEach((name, tensor) -> canonical.put(canonicalName.apply(name), tensor));
    return new Checkpoint(folder, canonical, blocks);
  }

  /**
   * Opens a single safetensors file.
   *
   * @throws CheckpointException if it is missing or damaged
   */
  public static Checkpoint openFile(Path file) {
    return new Checkpoint(file, SafetensorsFile.read(file), Optional.empty());
  }

  private static Map<String, StoredTensor> shards(Path folder) {
    Path index = folder.resolve(INDEX);
    JsonNode weightMap;
    try {
      weightMap = new ObjectMapper().readTree(index.toFile()).path("weight_map");
    } catch (IOException e) {
      throw new CheckpointException("Cannot read " + index + " as JSON", e);
    }
    if (weightMap.isEmpty()) {
      throw new CheckpointException(index + " lacks weight_map, or lists nothing in it");
    }
    Map<String, Map<String, StoredTensor>> files = new HashMap<>();
    Map<String, StoredTensor> tensors = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : weightMap.properties()) {
      String shard = entry.getValue().asText();
      if (shard.contains("/") || shard.contains("\\")) {
        throw new CheckpointException(index + " points outside its folder: " + shard);
      }
      if (!Files.isRegularFile(folder.resolve(shard))) {
        throw new CheckpointException(
            "%s lists %s in %s, which is missing".formatted(index, entry.getKey(), shard));
      }
      StoredTensor tensor =
          files
              .computeIfAbsent(shard, name -> SafetensorsFile.read(folder.resolve(name)))
              .get(entry.getKey());
      if (tensor == null) {
        throw new CheckpointException(
            "%s lists %s in %s, which lacks it".formatted(index, entry.getKey(), shard));
      }
      tensors.put(entry.getKey(), tensor);
    }
    return tensors;
  }

  /** Canonical names of all tensors. */
  public Set<String> names() {
    return new HashSet<>(tensors.keySet());
  }

  /**
   * Shape of a tensor.
   *
   * @throws CheckpointException if it is not there
   */
  public Shape shape(String name) {
    return stored(name).shape();
  }

  /** Values of all its tensors. */
  public long values() {
    return tensors.values().stream().mapToLong(tensor -> tensor.shape().size()).sum();
  }

  /** Whether its matrices are stored in 16 bits or fewer. */
  public boolean isHalfPrecision() {
    return tensors.values().stream()
        .filter(tensor -> tensor.shape().dimension() > 1)
        .filter(tensor -> !tensor.name().endsWith(ScaledBlocks.SUFFIX))
        .allMatch(tensor -> tensor.type().bytes <= 2);
  }

  /**
   * Checks that tensors are there as real numbers in the right shapes, before anything is
   * allocated.
   *
   * @throws CheckpointException for the first one that is not
   */
  public void require(Map<String, Shape> shapes) {
    shapes.forEach(
        (name, shape) -> {
          StoredTensor tensor = require(name, shape);
          if (tensor.type() == StoredType.F8_E4M3) {
            requireScales(name, tensor);
          }
        });
  }

  private StoredTensor require(String name, Shape shape) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException(
          "The checkpoint in %s lacks %s; config.json asks for it in the shape %s"
              .formatted(folder, name, shape));
    }
    if (!tensor.shape().equals(shape)) {
      throw new CheckpointException(
          "%s: %s has the shape %s; config.json asks for %s"
              .formatted(tensor.file(), tensor.name(), tensor.shape(), shape));
    }
    if (!tensor.type().isReal()) {
      throw new CheckpointException(
          "%s: %s is stored as %s; supported are F32, F16, BF16, and F8_E4M3 with scales"
              .formatted(tensor.file(), tensor.name(), tensor.type()));
    }
    return tensor;
  }

  private void requireScales(String name, StoredTensor tensor) {
    if (blocks.isEmpty() || tensor.shape().dimension() != 2) {
      throw new CheckpointException(
          "%s: %s is stored as F8_E4M3; config.json has no quantization_config for it"
              .formatted(tensor.file(), tensor.name()));
    }
    StoredTensor scales = require(name + ScaledBlocks.SUFFIX, blocks.get().scales(tensor.shape()));
    if (scales.type() != StoredType.F32) {
      throw new CheckpointException(
          "%s: %s is stored as %s; supported is F32"
              .formatted(scales.file(), scales.name(), scales.type()));
    }
  }

  /**
   * Names of those of these tensors that are there.
   *
   * @throws CheckpointException for the first that is there in another shape
   */
  public Set<String> present(Map<String, Shape> shapes) {
    Map<String, Shape> present = new TreeMap<>(shapes);
    present.keySet().retainAll(tensors.keySet());
    require(present);
    return present.keySet();
  }

  /**
   * Maps one tensor. bfloat16 comes as bytes, with its last dimension doubled.
   *
   * @param scope will own the tensor
   * @throws CheckpointException if it is not there, or its file cannot be mapped
   */
  public NDArray load(TensorScope scope, String name) {
    return files.load(scope, stored(name));
  }

  /**
   * Maps tensors, with their scales where they have some, or changes them; {@code ops.py} tells how
   * programs read them.
   *
   * @param scope will own them
   */
  public Map<String, NDArray> load(TensorScope scope, Iterable<String> names) {
    Map<String, NDArray> loaded = new HashMap<>();
    for (String name : names) {
      Change change = changes.get(name);
      if (change == null) {
        loaded.putAll(loadStored(scope, name));
      } else {
        loaded.put(name, changed(scope, name, change));
      }
    }
    return loaded;
  }

  private NDArray changed(TensorScope scope, String name, Change change) {
    try (TensorScope mapped = scope.open()) {
      return change.apply(scope, name, loadStored(mapped, name));
    }
  }

  private Map<String, NDArray> loadStored(TensorScope scope, String name) {
    Map<String, NDArray> loaded = new HashMap<>();
    loaded.put(name, load(scope, name));
    if (stored(name).type() == StoredType.F8_E4M3) {
      loaded.put(name + ScaledBlocks.SUFFIX, load(scope, name + ScaledBlocks.SUFFIX));
      loaded.put(SIZES, blockSizes(scope));
    }
    return loaded;
  }

  /** Has a tensor changed whenever it is loaded for a program. */
  public void change(String name, Change change) {
    changes.put(name, change);
  }

  /**
   * Puts a tensor of another checkpoint, which may be closed, in the place of one.
   *
   * @param stored its name there
   */
  public void replace(String name, Checkpoint other, String stored) {
    tensors.put(name, other.stored(stored));
  }

  private NDArray blockSizes(TensorScope scope) {
    ScaledBlocks sizes = blocks.orElseThrow();
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(2 * Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .putLong(sizes.rows())
            .putLong(sizes.columns())
            .flip();
    return scope.wrap(bytes, DataType.INT64, new Shape(2));
  }

  private StoredTensor stored(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException("The checkpoint in " + folder + " lacks " + name);
    }
    return tensor;
  }

  /** Lets the files go that no tensor is in use of. */
  @Override
  public void close() {
    files.close();
  }
}
