package io.scriptorium.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topic.Cleanup;
import io.scriptorium.schemas.TopicCreator;
import io.scriptorium.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Empties a cluster: the catalogue's topics without a record, no other topics, no group. Topics
 * stay where they can: a broker may refuse writes to one that is deleted and made again at once.
 */
final class EmptyCluster {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final RecordsToDelete ALL = RecordsToDelete.beforeOffset(-1);

  private EmptyCluster() {}

  static void make(Admin admin) throws ExecutionException, InterruptedException {
    Map<String, Integer> kept = kept();
    Set<String> superfluous = new TreeSet<>();
    describe(admin, admin.listTopics().names().get())
        .forEach(
            (name, topic) -> {
              if (kept.getOrDefault(name, 0) != topic.partitions().size()) {
                superfluous.add(name);
              }
            });
    admin.deleteTopics(superfluous).all().get();
    // The broker tells of topics by a cache that lags behind what it has agreed to.
    awaitTopics(
        "without " + superfluous, admin, names -> superfluous.stream().noneMatch(names::contains));
    new TopicCreator(admin).createMissing(Topics.all());
    Set<String> all = Topics.all().stream().map(Topic::name).collect(Collectors.toSet());
    awaitTopics("of the catalogue", admin, names -> names.containsAll(all));
    deleteRecords(admin, kept.keySet());
    // A group goes only once the session of its last member has ended, which may have been killed.
    await("no groups")
        .atMost(LIMIT)
        .ignoreExceptionsMatching(ExecutionException.class::isInstance)
        .untilAsserted(() -> deleteGroups(admin));
  }

  /** Topics whose records can be deleted, with the catalogue's number of partitions. */
  private static Map<String, Integer> kept() {
    return Topics.all().stream()
        .filter(topic -> !(topic.cleanup() instanceof Cleanup.Compact))
        .collect(Collectors.toMap(Topic::name, Topic::partitions));
  }

  private static Map<String, TopicDescription> describe(Admin admin, Set<String> names)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(names).allTopicNames().get();
  }

  private static void deleteRecords(Admin admin, Set<String> topics)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, RecordsToDelete> partitions = new HashMap<>();
    describe(admin, topics)
        .forEach(
            (name, topic) ->
                topic
                    .partitions()
                    .forEach(
                        info -> partitions.put(new TopicPartition(name, info.partition()), ALL)));
    admin.deleteRecords(partitions).all().get();
  }

  private static void deleteGroups(Admin admin) throws Exception {
    Map<Boolean, List<String>> isShared =
        admin.listGroups().all().get().stream()
            .collect(
                Collectors.partitioningBy(
                    group -> group.type().equals(Optional.of(GroupType.SHARE)),
                    Collectors.mapping(GroupListing::groupId, Collectors.toList())));
    Map<String, KafkaFuture<Void>> deletions = new TreeMap<>();
    deletions.putAll(
        admin.deleteShareGroups(isShared.getOrDefault(true, List.of())).deletedGroups());
    deletions.putAll(
        admin.deleteConsumerGroups(isShared.getOrDefault(false, List.of())).deletedGroups());
    deletions.forEach(
        (group, deletion) ->
            assertThat(deletion.toCompletionStage()).as(group).succeedsWithin(LIMIT));
  }

  private static void awaitTopics(String which, Admin admin, Predicate<Set<String>> goal) {
    await("topics " + which)
        .atMost(LIMIT)
        .pollInterval(PAUSE)
        .until(() -> goal.test(admin.listTopics().names().get()));
  }
}
