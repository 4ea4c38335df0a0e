package io.scriptorium.assembler.state;

import io.scriptorium.schemas.Topics;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The state stores that {@link DocumentRows} needs. */
public final class RowStores {
  static final String STATES = "states";
  static final String MANIFESTS = "manifests";
  static final String PAGES = "pages";
  static final String TIMERS = "timers";

  private RowStores() {}

  /** Builders of all of them: persistent, logged, cached between commits. */
  public static Set<StoreBuilder<?>> builders() {
    return Set.of(
        builder(STATES, DocumentStateSerde.create()),
        builder(MANIFESTS, Topics.DOCUMENT_MANIFESTS.serde()),
        builder(PAGES, Topics.PAGE_RESULTS.serde()),
        builder(TIMERS, Serdes.ByteArray()));
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> builder(String name, Serde<V> serde) {
    // A changelog carries what the input topics carry, which may be longer than Kafka's default.
    Map<String, String> changelog =
        Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Topics.MAX_MESSAGE_BYTES));
    return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), serde)
        .withLoggingEnabled(changelog)
        .withCachingEnabled();
  }
}
