package io.scriptorium.schemas;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What somebody may do with something on a cluster. Kafka lets whoever may read or write a thing
 * describe it too.
 *
 * @param resource topics, a group or transactional ids
 * @param operations what is allowed, in Kafka's own order
 */
public record Grant(ResourcePattern resource, Set<AclOperation> operations) {

  public Grant {
    operations = Collections.unmodifiableSet(new TreeSet<>(operations));
  }

  static List<Grant> topics(AclOperation operation, Topic<?>... topics) {
    return Arrays.stream(topics)
        .map(topic -> on(ResourceType.TOPIC, topic.name(), operation))
        .toList();
  }

  static Grant on(ResourceType type, String name, AclOperation... operations) {
    return of(type, name, PatternType.LITERAL, operations);
  }

  /** Everything whose name begins with the group's name and a hyphen. */
  static Grant ofGroup(ResourceType type, String group, AclOperation... operations) {
    return of(type, group + "-", PatternType.PREFIXED, operations);
  }

  private static Grant of(
      ResourceType type, String name, PatternType pattern, AclOperation... operations) {
    return new Grant(new ResourcePattern(type, name, pattern), Set.of(operations));
  }

  /** What Kafka's admin client creates for it, from whatever host the principal comes. */
  public List<AclBinding> bindings(String principal) {
    return operations.stream()
        .map(
            operation ->
                new AclBinding(
                    resource,
                    new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)))
        .toList();
  }
}
