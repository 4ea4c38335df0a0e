package io.scriptorium.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;

/** Owns tensors of one device: closing it frees them all. The thread that opened it uses it. */
public final class TensorScope implements AutoCloseable {
  private final PtNDManager manager;

  TensorScope(PtNDManager manager) {
    this.manager = manager;
  }

  /** A scope inside this one. */
  public TensorScope open() {
    return new TensorScope(manager.newSubManager(manager.getDevice()));
  }

  /**
   * A tensor over a buffer's bytes from its position to its limit: without a copy on the CPU, so
   * that the bytes must neither change nor go away while it is used.
   *
   * @param bytes a direct buffer in native byte order
   */
  public NDArray wrap(ByteBuffer bytes, DataType type, Shape shape) {
    if (!bytes.isDirect()) {
      throw new IllegalArgumentException("Tensors are made of direct buffers");
    }
    return manager.create(bytes.slice().order(bytes.order()), shape, type);
  }

  /** A tensor of zeros. */
  public NDArray zeros(DataType type, Shape shape) {
    return manager.zeros(shape, type);
  }

  /** Frees the tensors. */
  @Override
  public void close() {
    manager.close();
  }

  PtNDManager manager() {
    return manager;
  }
}
