package io.scriptorium.producers.tail;

import io.scriptorium.schemas.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Topics of one partition behind Kafka's mock consumer. What is written outlives the consumers. */
public final class MockTails implements TailClients {
  private final List<Topic<?>> topics;
  private final List<ConsumerRecord<byte[], byte[]>> log = new CopyOnWriteArrayList<>();
  private final List<Reader> readers = new CopyOnWriteArrayList<>();
  private volatile Optional<KafkaException> failure = Optional.empty();

  public MockTails(Topic<?>... topics) {
    this.topics = List.of(topics);
  }

  /** Writes a record as a broker would. */
  public void write(ProducerRecord<byte[], byte[]> record) {
    log.add(
        new ConsumerRecord<>(record.topic(), 0, end(record.topic()), record.key(), record.value()));
  }

  private long end(String topic) {
    return log.stream().filter(record -> record.topic().equals(topic)).count();
  }

  /** Lets every consumer fail at its next poll; empty: no more. */
  public void fail(Optional<KafkaException> how) {
    failure = how;
  }

  /** Consumers made so far. */
  int consumers() {
    return readers.size();
  }

  @Override
  public Consumer<byte[], byte[]> committed() {
    Reader reader = new Reader();
    readers.add(reader);
    return reader;
  }

  @Override
  public Consumer<byte[], byte[]> uncommitted() {
    return new Reader();
  }

  private final class Reader extends MockConsumer<byte[], byte[]> {
    private int delivered;

    Reader() {
      super("earliest");
      for (Topic<?> topic : topics) {
        Node[] nodes = {Node.noNode()};
        updatePartitions(
            topic.name(), List.of(new PartitionInfo(topic.name(), 0, nodes[0], nodes, nodes)));
        updateBeginningOffsets(Map.of(new TopicPartition(topic.name(), 0), 0L));
      }
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      failure.ifPresent(
          e -> {
            throw e;
          });
      while (delivered < log.size()) {
        ConsumerRecord<byte[], byte[]> next = log.get(delivered++);
        if (next.offset() >= position(new TopicPartition(next.topic(), 0))) {
          addRecord(next);
        }
      }
      ConsumerRecords<byte[], byte[]> records = super.poll(Duration.ZERO);
      if (records.isEmpty()) {
        pause();
      }
      return records;
    }

    private static void pause() {
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions) {
      return partitions.stream()
          .collect(Collectors.toMap(Function.identity(), p -> end(p.topic())));
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      return times.keySet().stream()
          .filter(partition -> end(partition.topic()) > 0)
          .collect(Collectors.toMap(Function.identity(), p -> new OffsetAndTimestamp(0, 0)));
    }
  }
}
