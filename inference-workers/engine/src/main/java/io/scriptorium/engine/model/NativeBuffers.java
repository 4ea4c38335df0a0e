package io.scriptorium.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.torch.TensorScope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
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

  /** The values of images, one after the other, in a direct buffer. */
  public static ByteBuffer floats(List<PixelValues> images) {
    int length = images.stream().mapToInt(image -> image.values().remaining()).sum();
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(length, Float.BYTES))
            .order(ByteOrder.nativeOrder());
    FloatBuffer floats = bytes.asFloatBuffer();
    images.forEach(image -> floats.put(image.values().duplicate()));
    return bytes;
  }
}
