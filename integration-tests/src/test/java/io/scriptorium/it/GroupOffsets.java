package io.scriptorium.it;

import io.scriptorium.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a group has got in the job topics. */
public final class GroupOffsets {
  private GroupOffsets() {}

  /** Partitions whose committed offset is not the end of their log, as text. */
  public static Set<String> lagging(String bootstrapServers, String groupId)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions =
        Stream.of(Topics.PAGE_LANES, Topics.IMAGE_LANES)
            .flatMap(lanes -> lanes.all().stream())
            .flatMap(
                topic ->
                    IntStream.range(0, topic.partitions())
                        .mapToObj(number -> new TopicPartition(topic.name(), number)))
            .toList();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Map<TopicPartition, ListOffsetsResultInfo> ends =
          admin
              .listOffsets(
                  partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
              .all()
              .get();
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata().get();
      Set<String> lagging = new TreeSet<>();
      ends.forEach(
          (partition, end) -> {
            OffsetAndMetadata offset = committed.get(partition);
            if (offset == null || offset.offset() != end.offset()) {
              lagging.add("%s: committed %s, end %d".formatted(partition, offset, end.offset()));
            }
          });
      return lagging;
    }
  }
}
