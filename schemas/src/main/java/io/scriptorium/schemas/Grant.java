package io.scriptorium.schemas;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

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
    return topics(operation, Arrays.asList(topics));
  }

  /** One operation on each of some topics. */
  public static List<Grant> topics(AclOperation operation, Collection<Topic<?>> topics) {
    return topics.stream().map(topic -> on(ResourceType.TOPIC, topic.name(), operation)).toList();
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

  boolean covers(ResourceType type, String name) {
    return resource.resourceType() == type
        && (resource.patternType() == PatternType.PREFIXED
            ? name.startsWith(resource.name())
            : name.equals(resource.name()));
  }

  /**
   * What of it is not among the operations that are allowed.
   *
   * @param allowed null where a broker is too old to tell
   */
  Optional<Grant> without(@Nullable Set<AclOperation> allowed) {
    Set<AclOperation> rest = new TreeSet<>(allowed == null ? Set.of() : operations);
    rest.removeAll(allowed == null ? Set.of() : allowed);
    return only(rest);
  }

  /** The same with some of its operations; empty without any. */
  Optional<Grant> only(Set<AclOperation> some) {
    return some.isEmpty() ? Optional.empty() : Optional.of(new Grant(resource, some));
  }

  /** For a person, e.g. {@code READ on topic scriptorium.page-jobs}. */
  public String inWords() {
    String names = operations.stream().map(AclOperation::name).collect(Collectors.joining(" and "));
    boolean isMany = resource.patternType() == PatternType.PREFIXED;
    return "%s %s%s %s%s"
        .formatted(
            names.isEmpty() ? "use of" : names + " on",
            resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            isMany ? "s" : "",
            resource.name(),
            isMany ? "*" : "");
  }

  /** Several for a person, in one line. */
  public static String inWords(Collection<Grant> grants) {
    return grants.stream().map(Grant::inWords).collect(Collectors.joining(", "));
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
