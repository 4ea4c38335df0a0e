package io.scriptorium.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records of one class to bytes and back, in Avro's single-object encoding: the marker {@code C3
 * 01}, the CRC-64-AVRO fingerprint of the writer's schema (8 bytes, little-endian), the record in
 * binary. A reader knows every released version of its record, so that old records stay readable.
 * Safe for use by several threads.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">Avro
 *     specification, single-object encoding</a>
 */
public final class AvroCodec<R extends SpecificRecord> {
  private static final byte[] MARKER = {(byte) 0xC3, 0x01};
  private static final int HEADER_LENGTH = MARKER.length + Long.BYTES;

  private final String recordName;
  private final byte[] header;
  private final SpecificDatumWriter<R> writer;
  private final Map<Long, SpecificDatumReader<R>> readers = new HashMap<>();

  /** A codec for a generated record class. */
  public AvroCodec(Class<R> type) {
    SpecificData model = SpecificData.getForClass(type);
    Schema current = model.getSchema(type);
    recordName = current.getName();
    header =
        ByteBuffer.allocate(HEADER_LENGTH)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MARKER)
            .putLong(fingerprint(current))
            .array();
    writer = new SpecificDatumWriter<>(current, model);
    for (Schema released : SchemaArchive.versions(recordName)) {
      readers.put(fingerprint(released), new SpecificDatumReader<>(released, current, model));
    }
    readers.put(fingerprint(current), new SpecificDatumReader<>(current, current, model));
  }

  /** The record as bytes. A record that lacks a field is a bug of its writer. */
  public byte[] encode(R value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    bytes.writeBytes(header);
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      writer.write(value, encoder);
      encoder.flush();
    } catch (IOException | AvroRuntimeException | NullPointerException | ClassCastException e) {
      throw new IllegalArgumentException(
          "Incomplete %s: %s".formatted(recordName, firstLine(e)), e);
    }
    return bytes.toByteArray();
  }

  /**
   * The record that the bytes stand for.
   *
   * @throws UndecodableRecordException if they are no such record
   */
  public R decode(byte[] bytes) {
    if (bytes.length < HEADER_LENGTH || bytes[0] != MARKER[0] || bytes[1] != MARKER[1]) {
      throw new UndecodableRecordException(
          "Not a %s: %d bytes that do not begin with Avro's single-object marker c301"
              .formatted(recordName, bytes.length));
    }
    SpecificDatumReader<R> reader = readers.get(writtenWith(bytes));
    if (reader == null) {
      throw new UndecodableRecordException(
          "Not a %s of a known version: schema fingerprint %s"
              .formatted(recordName, HexFormat.of().toHexDigits(writtenWith(bytes))));
    }
    try {
      BinaryDecoder decoder =
          DecoderFactory.get()
              .binaryDecoder(bytes, HEADER_LENGTH, bytes.length - HEADER_LENGTH, null);
      R value = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new UndecodableRecordException(
            "Not a %s: bytes left over after the record".formatted(recordName));
      }
      return value;
    } catch (UndecodableRecordException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Avro reports damaged bytes by whatever its reader stumbles over, array bounds included.
      throw new UndecodableRecordException(
          "Damaged %s of %d bytes: %s".formatted(recordName, bytes.length, firstLine(e)), e);
    }
  }

  /** The same as {@link #decode}, with the failure as a value. */
  public Decoded<R> tryDecode(byte[] bytes) {
    try {
      return new Decoded.Ok<>(decode(bytes));
    } catch (UndecodableRecordException e) {
      return new Decoded.Undecodable<>(String.valueOf(e.getMessage()));
    }
  }

  private static long writtenWith(byte[] bytes) {
    return ByteBuffer.wrap(bytes, MARKER.length, Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong();
  }

  private static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .filter(line -> !line.equals("null"))
        .orElse(e.getClass().getSimpleName());
  }
}
