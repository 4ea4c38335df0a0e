package io.scriptorium.engine.torch;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;

/** Where a checkpoint keeps one tensor. */
record StoredTensor(Path file, String name, StoredType type, Shape shape, long offset) {
  long bytes() {
    return shape.size() * type.bytes;
  }

  /** Whether its first byte's place is a multiple of its numbers' size. */
  boolean isAligned() {
    return offset % type.bytes == 0;
  }

  /** The shape of the tensor that a program receives. */
  Shape handedShape() {
    if (type != StoredType.BF16) {
      return shape;
    }
    if (shape.dimension() == 0) {
      return new Shape(2);
    }
    long[] dimensions = shape.getShape().clone();
    dimensions[dimensions.length - 1] *= 2;
    return new Shape(dimensions);
  }
}
