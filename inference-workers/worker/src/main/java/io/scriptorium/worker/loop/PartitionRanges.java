package io.scriptorium.worker.loop;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Partitions as a short text for a log: {@code [jobs:0-11, urgent:0,2-3]}. It is made only where it
 * is asked for.
 */
record PartitionRanges(Collection<TopicPartition> partitions) {
  @Override
  public String toString() {
    Map<String, TreeSet<Integer>> byTopic =
        partitions.stream()
            .collect(
                Collectors.groupingBy(
                    TopicPartition::topic,
                    TreeMap::new,
                    Collectors.mapping(
                        TopicPartition::partition, Collectors.toCollection(TreeSet::new))));
    return byTopic.entrySet().stream()
        .map(topic -> topic.getKey() + ":" + ranges(topic.getValue()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String ranges(TreeSet<Integer> numbers) {
    StringBuilder text = new StringBuilder();
    Integer first = numbers.first();
    while (first != null) {
      int last = first;
      while (numbers.contains(last + 1)) {
        last++;
      }
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (last > first) {
        text.append('-').append(last);
      }
      first = numbers.higher(last);
    }
    return text.toString();
  }
}
