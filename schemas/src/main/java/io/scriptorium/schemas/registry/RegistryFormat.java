package io.scriptorium.schemas.registry;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.DocumentJob;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.PartialText;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.RegistryHeader;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.WriterSchemas;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Records that name their schema by its number in a registry. The schemas of what is written are
 * registered once, under {@code TOPIC-value}; the registry is not needed for writing after that.
 */
public final class RegistryFormat implements RecordFormat {
  /** Records of what others write and read, too. All others are Scriptorium's own. */
  private static final Set<Class<?>> SHARED =
      Set.of(
          DocumentJob.class,
          DocumentManifest.class,
          PageJob.class,
          ImageJob.class,
          PageResult.class,
          ImageResult.class,
          DocumentResult.class,
          PartialText.class,
          DeadLetter.class,
          JobStatus.class);

  private final SchemaRegistry registry;
  private final Map<String, Registered> schemas;

  private RegistryFormat(SchemaRegistry registry, Map<String, Registered> schemas) {
    this.registry = registry;
    this.schemas = Map.copyOf(schemas);
  }

  /** A schema's two names. */
  private record Registered(long fingerprint, int id) {}

  /**
   * Registers the schemas of some topics.
   *
   * @param written names of topics; those that are no concern of others keep the default format
   * @throws SchemaRegistryException if the registry does not answer, or does not take a schema
   */
  public static RegistryFormat open(SchemaRegistry registry, Collection<String> written) {
    registry.requireAnswer();
    Map<String, Registered> schemas = new HashMap<>();
    for (Topic<?> topic : Topics.all()) {
      if (SHARED.contains(topic.type()) && written.contains(topic.name())) {
        Schema schema = topic.schema();
        int id = registry.register(topic.name() + "-value", schema);
        schemas.put(topic.name(), new Registered(AvroCodec.fingerprint(schema), id));
      }
    }
    return new RegistryFormat(registry, schemas);
  }

  @Override
  public Optional<WriterSchemas> registry() {
    return Optional.of(registry);
  }

  @Override
  public Serializer<byte[]> serializer() {
    return this::withNumber;
  }

  /** Leaves alone what is no record of the registered version, such as a dead letter's original. */
  private byte @Nullable [] withNumber(String topic, byte @Nullable [] value) {
    Registered registered = schemas.get(topic);
    return value != null
            && registered != null
            && AvroCodec.fingerprint(value).equals(OptionalLong.of(registered.fingerprint()))
        ? RegistryHeader.instead(value, registered.id())
        : value;
  }
}
