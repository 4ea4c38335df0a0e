package io.scriptorium.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.assembler.Assembler;
import io.scriptorium.assembler.AssemblerSettings;
import io.scriptorium.examples.enrichment.Enrichment;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The enrichment example beside a running assembler. */
@ExtendWith(KafkaExtension.class)
@Timeout(300)
class EnrichmentIT {
  private static final String ORDERS = "orders";
  private static final String ENRICHED = "enriched-orders";
  private static final int COUNT = 20;
  private static final int PAGES = 2;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void enrichesEachOrderOnceThoughItIsStartedAgainWithoutItsState(
      KafkaCluster cluster, @TempDir Path folder) throws Exception {
    String bootstrap = cluster.bootstrapServers();
    createTopics(bootstrap);
    try (Splits splits = new Splits(bootstrap);
        KafkaConsumer<String, String> reader = reader(bootstrap);
        Assembler assembler =
            new Assembler(
                AssemblerSettings.of(bootstrap, folder.resolve("assembler")),
                new PayloadStore(new FileBlobStore(folder.resolve("blobs"))))) {
      assembler.start();
      List<ConsumerRecord<String, String>> enriched = new ArrayList<>();

      // Given orders, and documents that are read after them
      try (Running first = Running.in(folder.resolve("first"), bootstrap)) {
        order(bootstrap, 0, COUNT);
        read(splits, 0, COUNT / 2);
        await()
            .atMost(LIMIT)
            .until(
                () -> {
                  reader.poll(POLL).forEach(enriched::add);
                  return enriched.size() >= COUNT / 2;
                });
      }
      // When documents and further orders come while it is away, and it comes back without state
      read(splits, COUNT / 2, 2 * COUNT);
      order(bootstrap, COUNT, 2 * COUNT);
      try (Running second = Running.in(folder.resolve("second"), bootstrap)) {
        await()
            .atMost(LIMIT)
            .until(
                () -> {
                  reader.poll(POLL).forEach(enriched::add);
                  return enriched.size() >= 2 * COUNT;
                });
        order(bootstrap, 2 * COUNT, 2 * COUNT + 1);
        read(splits, 2 * COUNT, 2 * COUNT + 1);
        await()
            .atMost(LIMIT)
            .until(
                () -> {
                  reader.poll(POLL).forEach(enriched::add);
                  return enriched.size() > 2 * COUNT;
                });
      }

      // Then each order is there once, with its document
      assertThat(enriched)
          .extracting(ConsumerRecord::key)
          .containsExactlyInAnyOrderElementsOf(numbers(0, 2 * COUNT + 1));
      for (ConsumerRecord<String, String> each : enriched) {
        JsonNode value = json.readTree(each.value());
        assertThat(value.at("/order/number").asText()).isEqualTo(each.key());
        assertThat(value.at("/document/name").asText()).isEqualTo(each.key() + ".pdf");
        assertThat(value.at("/document/text").asText()).isEqualTo(Splits.text(PAGES));
      }
    }
  }

  /** The application, which leaves its group at once when it is closed. */
  private record Running(KafkaStreams streams) implements AutoCloseable {
    static Running in(Path state, String bootstrap) {
      Properties settings = Enrichment.settings(bootstrap);
      settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
      KafkaStreams streams = new KafkaStreams(Enrichment.topology(ORDERS, ENRICHED), settings);
      streams.start();
      return new Running(streams);
    }

    @Override
    public void close() {
      streams.close(
          CloseOptions.timeout(LIMIT)
              .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    }
  }

  private static void createTopics(String bootstrap) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(ORDERS, Optional.of(3), Optional.empty()),
                  new NewTopic(ENRICHED, Optional.of(2), Optional.empty())))
          .all()
          .get();
      await("topics that the broker knows of")
          .atMost(LIMIT)
          .ignoreExceptionsMatching(ExecutionException.class::isInstance)
          .until(
              () -> admin.describeTopics(List.of(ORDERS, ENRICHED)).allTopicNames().get().size(),
              count -> count == 2);
    }
  }

  /** What the platform writes. */
  private static void order(String bootstrap, int first, int end) {
    StringSerializer text = new StringSerializer();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap), text, text)) {
      for (String number : numbers(first, end)) {
        var unused =
            producer.send(
                new ProducerRecord<>(ORDERS, number, "{\"number\": \"%s\"}".formatted(number)));
      }
    }
  }

  private static void read(Splits splits, int first, int end) {
    for (String number : numbers(first, end)) {
      splits.manifest(number, PAGES);
      splits.pages(number, 1, PAGES);
    }
  }

  private static List<String> numbers(int first, int end) {
    return IntStream.range(first, end).mapToObj(i -> "order-" + i).toList();
  }

  private static KafkaConsumer<String, String> reader(String bootstrap) {
    StringDeserializer text = new StringDeserializer();
    KafkaConsumer<String, String> reader =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            text,
            text);
    List<TopicPartition> partitions =
        reader.partitionsFor(ENRICHED).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    reader.assign(partitions);
    reader.seekToBeginning(partitions);
    return reader;
  }
}
