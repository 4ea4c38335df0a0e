package io.scriptorium.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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

  private final Path folder;
  private final Map<String, StoredTensor> tensors;
  private final MappedFiles files = new MappedFiles();

  private Checkpoint(Path folder, Map<String, StoredTensor> tensors) {
    this.folder = folder;
    this.tensors = tensors;
  }

  /**
   * Opens a model folder's weights.
   *
   * @param canonicalName gives a stored tensor the name by which it is asked for
   * @throws CheckpointException if a file is missing or damaged, or a listed tensor is absent
   */
  public static Checkpoint open(Path folder, UnaryOperator<String> canonicalName) {
    Map<String, StoredTensor> stored =
        Files.exists(folder.resolve(INDEX))
            ? shards(folder)
            : SafetensorsFile.read(folder.resolve(SINGLE));
    Map<String, StoredTensor> canonical = new HashMap<>();
    stored.forEach((name, tensor) -> canonical.put(canonicalName.apply(name), tensor));
    return new Checkpoint(folder, canonical);
  }

  /**
   * Opens a single safetensors file.
   *
   * @throws CheckpointException if it is missing or damaged
   */
  public static Checkpoint openFile(Path file) {
    return new Checkpoint(file, SafetensorsFile.read(file));
  }

  private static Map<String, StoredTensor> shards(Path folder) {
    Path index = folder.resolve(INDEX);
    JsonNode weightMap;
    try {
      weightMap = new ObjectMapper().readTree(index.toFile()).path("weight_map");
    } catch (IOException e) {
      throw new CheckpointException("Cannot read " + index + " as JSON", e);
    }
    Map<String, Map<String, StoredTensor>> files = new HashMap<>();
    Map<String, StoredTensor> tensors = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : weightMap.properties()) {
      String shard = entry.getValue().asText();
      if (shard.contains("/") || shard.contains("\\")) {
        throw new CheckpointException(index + " points outside its folder: " + shard);
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

  /** Whether its matrices are stored in 16 bits. */
  public boolean isHalfPrecision() {
    return tensors.values().stream()
        .filter(tensor -> tensor.shape().dimension() > 1)
        .allMatch(tensor -> tensor.type() == StoredType.BF16 || tensor.type() == StoredType.F16);
  }

  /**
   * Checks that tensors are there with the right shapes, before anything is allocated.
   *
   * @throws CheckpointException for the first one that is not
   */
  public void require(Map<String, Shape> shapes) {
    shapes.forEach(
        (name, shape) -> {
          StoredTensor tensor = stored(name);
          if (!tensor.shape().equals(shape)) {
            throw new CheckpointException(
                "%s: %s has the shape %s; config.json asks for %s"
                    .formatted(tensor.file(), tensor.name(), tensor.shape(), shape));
          }
        });
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
