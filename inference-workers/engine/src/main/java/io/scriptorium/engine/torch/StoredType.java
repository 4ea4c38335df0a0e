package io.scriptorium.engine.torch;

/** How a checkpoint stores a tensor's numbers. */
enum StoredType {
  F32(6, 4, 4),
  F16(5, 2, 2),
  /** Handed to programs as bytes, last dimension doubled; they reinterpret them. */
  BF16(StoredType.UINT8, 1, 2),
  I64(4, 8, 8);

  /** libtorch's number of the type of bytes. */
  static final int UINT8 = 0;

  /** libtorch's number of the type that programs receive. */
  final int handedAs;

  /** What a number of that type takes. */
  final int handedBytes;

  /** What a stored number takes. */
  final int bytes;

  StoredType(int handedAs, int handedBytes, int bytes) {
    this.handedAs = handedAs;
    this.handedBytes = handedBytes;
    this.bytes = bytes;
  }
}
