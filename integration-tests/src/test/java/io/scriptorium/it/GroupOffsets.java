package io.scriptorium.it;

import static java.util.Objects.requireNonNull;

import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far groups have got in their topics. */
public final class GroupOffsets {
  private static final Duration POLL = Duration.ofMillis(200);

  private GroupOffsets() {}

  /** How many members of a group have partitions of a topic. */
  public static long readers(String bootstrapServers, String groupId, String topic)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return requireNonNull(
              admin.describeConsumerGroups(List.of(groupId)).describedGroups().get(groupId))
          .get()
          .members()
          .stream()
          .filter(
              member ->
                  member.assignment().topicPartitions().stream()
                      .anyMatch(partition -> partition.topic().equals(topic)))
          .count();
    }
  }

  /** Partitions of the job topics whose committed offset is not the end of their log, as text. */
  public static Set<String> lagging(String bootstrapServers, String groupId)
      throws ExecutionException, InterruptedException {
    return lagging(
        bootstrapServers,
        groupId,
        Stream.of(Topics.PAGE_LANES, Topics.IMAGE_LANES)
            .<Topic<?>>flatMap(lanes -> lanes.all().stream())
            .toList());
  }

  /** Partitions whose committed offset is not the end of their log, as text. */
  public static Set<String> lagging(String bootstrapServers, String groupId, List<Topic<?>> topics)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Set<String> lagging = new TreeSet<>();
      committed(admin, groupId, topics)
          .forEach(
              (partition, gap) -> {
                if (gap.committed() != gap.end()) {
                  lagging.add("%s: %s".formatted(partition, gap));
                }
              });
      return lagging;
    }
  }

  /**
   * Partitions with records that a group has not committed yet, as text. Unlike {@link #lagging},
   * markers of transactions are no records.
   */
  public static Set<String> unread(String bootstrapServers, String groupId, List<Topic<?>> topics)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        KafkaConsumer<byte[], byte[]> consumer = reader(bootstrapServers)) {
      Set<String> unread = new TreeSet<>();
      committed(admin, groupId, topics)
          .forEach(
              (partition, gap) -> {
                if (gap.committed() != gap.end() && hasRecords(consumer, partition, gap)) {
                  unread.add("%s: %s".formatted(partition, gap));
                }
              });
      return unread;
    }
  }

  private record Gap(long committed, long end) {
    @Override
    public String toString() {
      return "committed %d, end %d".formatted(committed, end);
    }
  }

  private static Map<TopicPartition, Gap> committed(
      Admin admin, String groupId, List<Topic<?>> topics)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends =
        topics.stream()
            .flatMap(
                topic ->
                    IntStream.range(0, topic.partitions())
                        .mapToObj(number -> new TopicPartition(topic.name(), number)))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, Gap> gaps = new HashMap<>();
    admin
        .listOffsets(ends)
        .all()
        .get()
        .forEach(
            (partition, end) -> {
              OffsetAndMetadata offset = committed.get(partition);
              gaps.put(partition, new Gap(offset == null ? 0 : offset.offset(), end.offset()));
            });
    return gaps;
  }

  private static boolean hasRecords(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, Gap gap) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, gap.committed());
    while (consumer.position(partition) < gap.end()) {
      if (!consumer.poll(POLL).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static KafkaConsumer<byte[], byte[]> reader(String bootstrapServers) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
