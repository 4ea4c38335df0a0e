package io.scriptorium.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Kafka's serializer over an {@link AvroCodec}; null is a tombstone. */
public final class AvroSerializer<R extends SpecificRecord> implements Serializer<R> {
  private final AvroCodec<R> codec;

  public AvroSerializer(AvroCodec<R> codec) {
    this.codec = codec;
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable R value) {
    return value == null ? null : codec.encode(value);
  }
}
