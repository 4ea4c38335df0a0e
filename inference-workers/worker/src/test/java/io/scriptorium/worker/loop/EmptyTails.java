package io.scriptorium.worker.loop;

import io.scriptorium.producers.tail.TailClients;
import io.scriptorium.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Topics of one partition on which there is nothing. */
public final class EmptyTails implements TailClients {
  private final List<Topic<?>> topics;

  public EmptyTails(Topic<?>... topics) {
    this.topics = List.of(topics);
  }

  @Override
  public Consumer<byte[], byte[]> committed() {
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            return super.poll(Duration.ZERO);
          }

          @Override
          public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
              Map<TopicPartition, Long> times) {
            return Map.of();
          }
        };
    Node[] nodes = {Node.noNode()};
    for (Topic<?> topic : topics) {
      consumer.updatePartitions(
          topic.name(), List.of(new PartitionInfo(topic.name(), 0, nodes[0], nodes, nodes)));
    }
    Map<TopicPartition, Long> nothing =
        topics.stream()
            .map(topic -> new TopicPartition(topic.name(), 0))
            .collect(Collectors.toMap(Function.identity(), partition -> 0L));
    consumer.updateBeginningOffsets(nothing);
    consumer.updateEndOffsets(nothing);
    return consumer;
  }

  @Override
  public Consumer<byte[], byte[]> uncommitted() {
    return committed();
  }
}
