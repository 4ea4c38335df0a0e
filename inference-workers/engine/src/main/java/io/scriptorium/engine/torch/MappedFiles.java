package io.scriptorium.engine.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Files that libtorch has mapped: the program {@code mapped_file.py}. Tensors in them are views
 * that hold their file, also when this is closed, and the last one to go unmaps it: none ever
 * points to what is not there.
 */
final class MappedFiles implements AutoCloseable {
  private final TensorScope scope = Torch.get().open(Device.cpu());
  private final TorchProgram program =
      TorchProgram.load(scope, new TorchArchive().program(MappedFiles.class, "mapped_file.py"));
  private final Map<FileNumbers, NDArray> mapped = new HashMap<>();

  /** A file as numbers of one of libtorch's types, of so many bytes each. */
  private record FileNumbers(Path file, int dtype, int bytes) {}

  /**
   * A tensor in its file; a copy if its first byte's place is no multiple of its numbers' size, or
   * its owner is on another device.
   *
   * @param owner will own it
   * @throws CheckpointException if the file cannot be mapped
   */
  NDArray load(TensorScope owner, StoredTensor tensor) {
    try {
      return (tensor.isAligned() ? view(owner, tensor) : copy(owner, tensor))
          .toDevice(owner.manager().getDevice(), false);
    } catch (IOException | EngineException e) {
      throw new CheckpointException("Cannot map " + tensor.file() + ": " + e.getMessage(), e);
    }
  }

  private NDArray view(TensorScope owner, StoredTensor tensor) throws IOException {
    StoredType type = tensor.type();
    NDArray file = map(new FileNumbers(tensor.file(), type.handedAs, type.handedBytes));
    try (TorchCall call = program.call("view")) {
      return call.with(file)
          .with(tensor.offset() / type.handedBytes)
          .with(tensor.handedShape().getShape())
          .run(owner);
    }
  }

  private NDArray copy(TensorScope owner, StoredTensor tensor) throws IOException {
    StoredType type = tensor.type();
    NDArray file = map(new FileNumbers(tensor.file(), StoredType.UINT8, 1));
    try (TorchCall call = program.call("copy")) {
      return call.with(file)
          .with(tensor.offset())
          .with(tensor.bytes())
          .with(type.handedAs)
          .with(tensor.handedShape().getShape())
          .run(owner);
    }
  }

  private NDArray map(FileNumbers numbers) throws IOException {
    NDArray known = mapped.get(numbers);
    if (known != null) {
      return known;
    }
    try (TorchCall call = program.call("map")) {
      long count = Files.size(numbers.file()) / numbers.bytes();
      NDArray file =
          call.with(numbers.file().toString()).with(numbers.dtype()).with(count).run(scope);
      mapped.put(numbers, file);
      return file;
    }
  }

  /** Lets the files go that no tensor is a view of. */
  @Override
  public void close() {
    program.close();
    scope.close();
  }
}
