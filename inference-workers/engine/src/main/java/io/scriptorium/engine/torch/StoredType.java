package io.scriptorium.engine.torch;

/** How a checkpoint stores a tensor's numbers; constants have the names of the format. */
enum StoredType {
  F32(6, 4, 4),
  F16(5, 2, 2),
  /** Handed to programs as bytes, last dimension doubled; they reinterpret them. */
  BF16(StoredType.UINT8, 1, 2),
  /** 4 bits of exponent, 3 of fraction. Handed as bytes; the real numbers have scales beside. */
  F8_E4M3(StoredType.UINT8, 1, 1),
  I64(4, 8, 8),
  I32(3, 4, 4),
  I16(2, 2, 2),
  I8(1, 1, 1),
  U8(StoredType.UINT8, 1, 1),
  BOOL(11, 1, 1);

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

  /** Whether a program can take it as a weight. */
  boolean isReal() {
    return this == F32 || this == F16 || this == BF16 || this == F8_E4M3;
  }
}
