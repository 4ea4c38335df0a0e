package io.scriptorium.schemas;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Asks a cluster beforehand whether somebody has what it takes: the topics, and the rights on them.
 * A cluster tells all that it knows of a topic; of a group or a transactional id that does not
 * exist yet, only whether anything is allowed.
 */
public final class RoleCheck {
  /** End of the name of something that does not exist. */
  private static final String PROBE = "access-check";

  private final Admin admin;

  /** Uses an admin client that the caller closes. */
  public RoleCheck(Admin admin) {
    this.admin = admin;
  }

  /**
   * What is missing.
   *
   * @param topics needed ones that do not exist, in alphabetical order
   * @param rights needed ones that are not granted
   */
  public record Report(List<String> topics, List<Grant> rights) {
    public Report {
      topics = List.copyOf(topics);
      rights = List.copyOf(rights);
    }
  }

  /**
   * Holds what is needed against the cluster.
   *
   * @throws KafkaException if the cluster does not answer
   */
  public Report missing(Collection<Grant> needed) throws InterruptedException {
    Set<String> absent = new TreeSet<>();
    List<Grant> rights = new ArrayList<>();
    rights.addAll(topics(needed, absent));
    for (Grant grant : needed) {
      if (isOwnTopics(grant)) {
        ownTopics(grant).ifPresent(rights::add);
      } else if (grant.resource().resourceType() == ResourceType.GROUP) {
        group(grant).ifPresent(rights::add);
      } else if (grant.resource().resourceType() == ResourceType.TRANSACTIONAL_ID) {
        transactionalIds(grant).ifPresent(rights::add);
      }
    }
    return new Report(List.copyOf(absent), rights);
  }

  private List<Grant> topics(Collection<Grant> needed, Set<String> absent)
      throws InterruptedException {
    List<Grant> named =
        needed.stream()
            .filter(grant -> grant.resource().resourceType() == ResourceType.TOPIC)
            .filter(grant -> !isOwnTopics(grant))
            .toList();
    Map<String, KafkaFuture<TopicDescription>> found =
        describe(named.stream().map(grant -> grant.resource().name()).collect(Collectors.toSet()));
    List<Grant> missing = new ArrayList<>();
    for (Grant grant : named) {
      String name = grant.resource().name();
      try {
        Set<AclOperation> allowed = requireNonNull(found.get(name)).get().authorizedOperations();
        grant.without(allowed).ifPresent(missing::add);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          absent.add(name);
        } else if (e.getCause() instanceof AuthorizationException) {
          missing.add(grant);
        } else {
          throw new KafkaException(e.getCause());
        }
      }
    }
    return missing;
  }

  private Map<String, KafkaFuture<TopicDescription>> describe(Collection<String> topics) {
    return admin
        .describeTopics(topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
        .topicNameValues();
  }

  private static boolean isOwnTopics(Grant grant) {
    return grant.resource().resourceType() == ResourceType.TOPIC
        && grant.resource().patternType() == PatternType.PREFIXED;
  }

  /** Topics that somebody makes for itself: those that are there, and one that is not. */
  private Optional<Grant> ownTopics(Grant grant) throws InterruptedException {
    String probe = grant.resource().name() + PROBE;
    Set<AclOperation> missing = new HashSet<>();
    CreateTopicsOptions dryRun = new CreateTopicsOptions().validateOnly(true);
    NewTopic topic = new NewTopic(probe, Optional.empty(), Optional.empty());
    if (isRefused(admin.createTopics(List.of(topic), dryRun).all())) {
      missing.add(AclOperation.CREATE);
    }
    if (isRefused(requireNonNull(describe(List.of(probe)).get(probe)))) {
      missing.addAll(grant.operations());
      missing.remove(AclOperation.CREATE);
    }
    missing.retainAll(grant.operations());
    return grant.only(missing);
  }

  private Optional<Grant> group(Grant grant) throws InterruptedException {
    String id = grant.resource().name();
    DescribeConsumerGroupsOptions options =
        new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true);
    KafkaFuture<ConsumerGroupDescription> answer =
        requireNonNull(
            admin.describeConsumerGroups(List.of(id), options).describedGroups().get(id));
    try {
      return grant.without(answer.get().authorizedOperations());
    } catch (ExecutionException e) {
      // A topic of the group's members that may not be described is another matter.
      return e.getCause() instanceof GroupAuthorizationException
          ? Optional.of(grant)
          : Optional.empty();
    }
  }

  private Optional<Grant> transactionalIds(Grant grant) throws InterruptedException {
    String probe = grant.resource().name() + PROBE;
    return isRefused(admin.describeTransactions(List.of(probe)).all())
        ? Optional.of(grant)
        : Optional.empty();
  }

  /** Whether rights are missing; any other failure, that of a coordinator on its way, is none. */
  private static boolean isRefused(KafkaFuture<? extends @Nullable Object> answer)
      throws InterruptedException {
    try {
      answer.get();
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof AuthorizationException;
    }
  }
}
