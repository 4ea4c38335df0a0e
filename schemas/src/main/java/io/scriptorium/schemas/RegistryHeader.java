package io.scriptorium.schemas;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * What stands before a record whose schema lies in a registry, in Confluent's wire format: a byte
 * 0, the schema's number there (4 bytes, big-endian), the record in binary. Avro's single-object
 * encoding begins with another byte.
 *
 * @see <a
 *     href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format">Wire
 *     format</a>
 */
public final class RegistryHeader {
  static final int LENGTH = 1 + Integer.BYTES;

  private static final byte MAGIC = 0;

  private RegistryHeader() {}

  /** Number of the schema; empty if the bytes do not begin with such a header. */
  public static OptionalInt schemaId(byte[] bytes) {
    return bytes.length >= LENGTH && bytes[0] == MAGIC
        ? OptionalInt.of(ByteBuffer.wrap(bytes).getInt(1))
        : OptionalInt.empty();
  }

  /**
   * The same record behind this header instead of its own.
   *
   * @param singleObject a record in Avro's single-object encoding
   */
  public static byte[] instead(byte[] singleObject, int schemaId) {
    int body = singleObject.length - AvroCodec.HEADER_LENGTH;
    return ByteBuffer.allocate(LENGTH + body)
        .put(MAGIC)
        .putInt(schemaId)
        .put(singleObject, AvroCodec.HEADER_LENGTH, body)
        .array();
  }
}
