package io.scriptorium.deploy.strimzi;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.scriptorium.schemas.Grant;
import io.scriptorium.schemas.Role;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserBuilder;
import io.strimzi.api.kafka.model.user.acl.AclOperation;
import io.strimzi.api.kafka.model.user.acl.AclResourcePatternType;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleBuilder;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResourceBuilder;
import io.strimzi.api.kafka.model.user.acl.AclRuleResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResourceBuilder;
import io.strimzi.api.kafka.model.user.acl.AclRuleTransactionalIdResourceBuilder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;

/** Strimzi's {@code KafkaUser} resources of the access catalogue, as one YAML file. */
final class UserManifests {
  private static final String HEAD =
      "# Written from the access catalogue (io.scriptorium.schemas.Role); see the README.\n";

  private UserManifests() {}

  /** The whole file, users in the catalogue's order. */
  static String yaml(List<Role> catalogue) {
    return catalogue.stream()
        .map(role -> Serialization.asYaml(user(role)))
        .collect(Collectors.joining("", HEAD, ""));
  }

  /** A user that shows a certificate, with the role's rights and no others. */
  static KafkaUser user(Role role) {
    return new KafkaUserBuilder()
        .withApiVersion("kafka.strimzi.io/v1")
        .withNewMetadata()
        .withName(role.user())
        .addToLabels("strimzi.io/cluster", "scriptorium")
        .endMetadata()
        .withNewSpec()
        .withNewKafkaUserTlsClientAuthentication()
        .endKafkaUserTlsClientAuthentication()
        .withNewKafkaUserAuthorizationSimple()
        .withAcls(
            Stream.concat(role.grants().stream(), role.sharing().stream())
                .map(UserManifests::rule)
                .toList())
        .endKafkaUserAuthorizationSimple()
        .endSpec()
        .build();
  }

  private static AclRule rule(Grant grant) {
    return new AclRuleBuilder()
        .withResource(resource(grant.resource()))
        .withOperations(grant.operations().stream().map(UserManifests::operation).toList())
        .build();
  }

  private static AclRuleResource resource(ResourcePattern pattern) {
    AclResourcePatternType type =
        pattern.patternType() == PatternType.PREFIXED
            ? AclResourcePatternType.PREFIX
            : AclResourcePatternType.LITERAL;
    return switch (pattern.resourceType()) {
      case TOPIC ->
          new AclRuleTopicResourceBuilder().withName(pattern.name()).withPatternType(type).build();
      case GROUP ->
          new AclRuleGroupResourceBuilder().withName(pattern.name()).withPatternType(type).build();
      case TRANSACTIONAL_ID ->
          new AclRuleTransactionalIdResourceBuilder()
              .withName(pattern.name())
              .withPatternType(type)
              .build();
      default -> throw new IllegalArgumentException("Strimzi has no rule for " + pattern);
    };
  }

  /** Strimzi writes Kafka's names without underscores. */
  private static AclOperation operation(org.apache.kafka.common.acl.AclOperation operation) {
    return AclOperation.valueOf(operation.name().replace("_", ""));
  }
}
