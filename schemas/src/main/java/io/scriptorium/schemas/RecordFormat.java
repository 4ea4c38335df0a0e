package io.scriptorium.schemas;

import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * How the values of records name the schema that they were written with. All code makes records
 * that name it by fingerprint; on the way to the topic another header may take that one's place.
 */
public interface RecordFormat {
  /** By its fingerprint: no registry. */
  RecordFormat SINGLE_OBJECT =
      new RecordFormat() {
        @Override
        public Optional<WriterSchemas> registry() {
          return Optional.empty();
        }

        @Override
        public Serializer<byte[]> serializer() {
          return new ByteArraySerializer();
        }
      };

  /** Where records are looked up that name their schema by number. */
  Optional<WriterSchemas> registry();

  /** What a producer is given for values. */
  Serializer<byte[]> serializer();
}
