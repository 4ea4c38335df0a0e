package io.scriptorium.engine.torch;

import ai.djl.ndarray.types.DataType;

/** How a checkpoint stores a tensor's numbers. */
enum StoredType {
  F32(DataType.FLOAT32, 4),
  F16(DataType.FLOAT16, 2),
  /** Handed to programs as bytes, last dimension doubled; they reinterpret them. */
  BF16(DataType.UINT8, 2),
  I64(DataType.INT64, 8);

  final DataType handedAs;
  final int bytes;

  StoredType(DataType handedAs, int bytes) {
    this.handedAs = handedAs;
    this.bytes = bytes;
  }
}
