package io.scriptorium.schemas;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics that a cluster lacks and looks at those that it has. */
public final class TopicCreator {
  private static final Duration LEADER_LIMIT = Duration.ofSeconds(60);
  private static final Duration LEADER_PAUSE = Duration.ofMillis(50);

  private final Admin admin;

  /** Uses an admin client that the caller closes. */
  public TopicCreator(Admin admin) {
    this.admin = admin;
  }

  /**
   * Creates missing topics; existing ones are left as they are and reported where they have too few
   * partitions. Several processes may do so at once. Topics that were missing have their leaders
   * when this returns: a broker tells of a new topic a little before it takes its records, and an
   * idempotent producer whose first batch is refused while its second is taken never gets the first
   * one in.
   *
   * @throws KafkaException if the cluster refuses or does not answer
   */
  public TopicReport createMissing(Collection<Topic<?>> topics) throws InterruptedException {
    Map<String, KafkaFuture<TopicDescription>> found =
        admin.describeTopics(topics.stream().map(Topic::name).toList()).topicNameValues();
    List<Topic<?>> missing = new ArrayList<>();
    List<String> created = new ArrayList<>();
    List<TopicReport.TooFewPartitions> tooFew = new ArrayList<>();
    for (Topic<?> topic : topics) {
      int partitions = partitions(requireNonNull(found.get(topic.name())));
      if (partitions == 0) {
        missing.add(topic);
      } else if (partitions < topic.partitions()) {
        tooFew.add(new TopicReport.TooFewPartitions(topic.name(), partitions, topic.partitions()));
      }
    }
    Map<String, KafkaFuture<Void>> answers =
        admin.createTopics(missing.stream().map(Topic::newTopic).toList()).values();
    for (Topic<?> topic : missing) {
      if (isCreated(requireNonNull(answers.get(topic.name())))) {
        created.add(topic.name());
      }
    }
    awaitLeaders(missing);
    return new TopicReport(created, tooFew);
  }

  /**
   * Asks each partition for its end, which only a leader answers. The client itself asks again
   * while a partition has no leader, but gives up at once on a topic that the asked broker has not
   * heard of yet.
   */
  private void awaitLeaders(List<Topic<?>> topics) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (Topic<?> topic : topics) {
      for (int partition = 0; partition < topic.partitions(); partition++) {
        ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    long end = System.nanoTime() + LEADER_LIMIT.toNanos();
    while (!answersAll(ends, end)) {
      Thread.sleep(LEADER_PAUSE.toMillis());
    }
  }

  private boolean answersAll(Map<TopicPartition, OffsetSpec> ends, long deadlineNanos)
      throws InterruptedException {
    try {
      admin.listOffsets(ends).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          && System.nanoTime() < deadlineNanos) {
        return false;
      }
      throw new KafkaException(e.getCause());
    }
  }

  private static int partitions(KafkaFuture<TopicDescription> answer) throws InterruptedException {
    try {
      return answer.get().partitions().size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return 0;
      }
      throw new KafkaException(e.getCause());
    }
  }

  private static boolean isCreated(KafkaFuture<Void> answer) throws InterruptedException {
    try {
      answer.get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw new KafkaException(e.getCause());
    }
  }
}
