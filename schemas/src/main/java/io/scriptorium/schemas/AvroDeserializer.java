package io.scriptorium.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's deserializer over an {@link AvroCodec}; null is a tombstone. It throws {@link
 * UndecodableRecordException}, which stops a plain consumer at that record: one that reads what
 * anybody may write takes bytes and {@link AvroCodec#tryDecode}.
 */
public final class AvroDeserializer<R extends SpecificRecord> implements Deserializer<R> {
  private final AvroCodec<R> codec;

  public AvroDeserializer(AvroCodec<R> codec) {
    this.codec = codec;
  }

  @Override
  public @Nullable R deserialize(String topic, byte @Nullable [] bytes) {
    return bytes == null ? null : codec.decode(bytes);
  }
}
