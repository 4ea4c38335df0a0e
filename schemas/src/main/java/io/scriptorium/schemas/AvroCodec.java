package io.scriptorium.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
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
 * With a registry it reads records behind a {@link RegistryHeader}, too. Safe for use by several
 * threads.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">Avro
 *     specification, single-object encoding</a>
 */
public final class AvroCodec<R extends SpecificRecord> {
  private static final byte[] MARKER = {(byte) 0xC3, 0x01};

  static final int HEADER_LENGTH = MARKER.length + Long.BYTES;

  private final String recordName;
  private final Schema current;
  private final SpecificData model;
  private final byte[] header;
  private final SpecificDatumWriter<R> writer;
  private final Map<Long, SpecificDatumReader<R>> readers = new HashMap<>();
  private final Optional<WriterSchemas> registry;
  private final Map<Integer, SpecificDatumReader<R>> registered = new ConcurrentHashMap<>();

  /** A codec for a generated record class. */
  public AvroCodec(Class<R> type) {
    this(type, Optional.empty());
  }

  /** A codec that also reads what names its schema by number in a registry. */
  public AvroCodec(Class<R> type, Optional<WriterSchemas> registry) {
    this.registry = registry;
    model = SpecificData.getForClass(type);
    current = model.getSchema(type);
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
   * @throws SchemaUnavailableException if a registry has to be asked and does not answer
   */
  public R decode(byte[] bytes) {
    OptionalLong fingerprint = fingerprint(bytes);
    if (fingerprint.isPresent()) {
      return read(released(fingerprint.getAsLong()), bytes, HEADER_LENGTH);
    }
    OptionalInt schemaId = RegistryHeader.schemaId(bytes);
    if (schemaId.isPresent()) {
      return read(registered(schemaId.getAsInt()), bytes, RegistryHeader.LENGTH);
    }
    throw new UndecodableRecordException(
        "Not a %s: %d bytes that begin neither with Avro's single-object marker c301 nor with a registry's 00"
            .formatted(recordName, bytes.length));
  }

  private SpecificDatumReader<R> released(long fingerprint) {
    SpecificDatumReader<R> reader = readers.get(fingerprint);
    if (reader == null) {
      throw new UndecodableRecordException(
          "Not a %s of a known version: schema fingerprint %s"
              .formatted(recordName, HexFormat.of().toHexDigits(fingerprint)));
    }
    return reader;
  }

  private SpecificDatumReader<R> registered(int id) {
    SpecificDatumReader<R> known = registered.get(id);
    if (known != null) {
      return known;
    }
    Schema writer = registry.orElseThrow(() -> withoutRegistry(id)).byId(id);
    SchemaPairCompatibility compatible =
        SchemaCompatibility.checkReaderWriterCompatibility(current, writer);
    if (compatible.getType() != SchemaCompatibilityType.COMPATIBLE
        || !writer.getFullName().equals(current.getFullName())) {
      throw new UndecodableRecordException(
          "Not a %s: its schema, number %d of the registry, is that of %s, which cannot be read as one"
              .formatted(recordName, id, writer.getFullName()));
    }
    SpecificDatumReader<R> reader = new SpecificDatumReader<>(writer, current, model);
    registered.put(id, reader);
    return reader;
  }

  private UndecodableRecordException withoutRegistry(int id) {
    return new UndecodableRecordException(
        "Perhaps a %s, written with schema %d of a schema registry, but --schema-registry names none"
            .formatted(recordName, id));
  }

  private R read(SpecificDatumReader<R> reader, byte[] bytes, int from) {
    try {
      BinaryDecoder decoder =
          DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null);
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

  /** Whether it can be said now what the bytes stand for, if anything. */
  public boolean isDecidable(byte[] bytes) {
    OptionalInt schemaId = RegistryHeader.schemaId(bytes);
    try {
      schemaId.ifPresent(this::registered);
      return true;
    } catch (SchemaUnavailableException e) {
      return false;
    } catch (UndecodableRecordException e) {
      return true;
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

  /** Fingerprint of the writer's schema; empty for bytes in another encoding. */
  public static OptionalLong fingerprint(byte[] bytes) {
    return bytes.length >= HEADER_LENGTH && bytes[0] == MARKER[0] && bytes[1] == MARKER[1]
        ? OptionalLong.of(
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length))
        : OptionalLong.empty();
  }

  /** Fingerprint of a schema, as its records carry it. */
  public static long fingerprint(Schema schema) {
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
