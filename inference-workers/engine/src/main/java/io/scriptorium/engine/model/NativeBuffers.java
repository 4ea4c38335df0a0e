package io.scriptorium.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.torch.TensorScope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.List;

/** Makes tensors of arrays. */
public final class NativeBuffers {
  private NativeBuffers() {}

  /** A tensor of all arrays' numbers, one array after the other. */
  public static NDArray concatenate(TensorScope scope, List<long[]> arrays) {
    int length = arrays.stream().mapToInt(array -> array.length).sum();
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(length, Long.BYTES))
            .order(ByteOrder.nativeOrder());
    LongBuffer longs = bytes.asLongBuffer();
    arrays.forEach(longs::put);
    return scope.wrap(bytes, DataType.INT64, new Shape(length));
  }
}
