package io.scriptorium.schemas;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Why brokers turn somebody away, with what helps: one line for a person. Trying again changes
 * nothing about it, other settings or rights do.
 */
public final class Refusals {
  private Refusals() {}

  /** What a failure says of TLS, a login or a right; empty if it is about none of these. */
  public static Optional<String> describe(Throwable failure) {
    return describe(failure, List.of());
  }

  /** The same; where a right is missing, with the role and what it needs there. */
  public static Optional<String> describe(Throwable failure, Role role) {
    return describe(
            failure, Stream.concat(role.grants().stream(), role.sharing().stream()).toList())
        .map(line -> "%s (role %s)".formatted(line, role.user()));
  }

  private static Optional<String> describe(Throwable failure, List<Grant> needed) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SslAuthenticationException tls) {
        return Optional.of(tls(tls));
      }
      if (cause instanceof AuthenticationException login) {
        return Optional.of(
            "The brokers refuse the login: %s; sasl.mechanism and sasl.jaas.config decide about it"
                .formatted(login.getMessage()));
      }
      if (cause instanceof AuthorizationException right) {
        return Optional.of(right(right, needed));
      }
    }
    return Optional.empty();
  }

  private static String tls(SslAuthenticationException failure) {
    Throwable handshake = failure;
    while (handshake.getCause() instanceof SSLException cause) {
      handshake = cause;
    }
    String why = String.valueOf(handshake.getMessage());
    return "The TLS handshake with the brokers failed: %s; %s".formatted(why, tlsHint(why));
  }

  /** The words are those of the JDK's TLS. */
  private static String tlsHint(String why) {
    if (why.contains("PKIX path")) {
      return "ssl.truststore.* holds no authority by which their certificate is valid";
    }
    if (why.contains("fatal alert")) {
      return "they want a certificate that they trust, ssl.keystore.* is to hold it";
    }
    if (why.contains("No name matching") || why.contains("No subject alternative")) {
      return "their certificate is not for the host that bootstrap.servers names";
    }
    return "security.protocol and ssl.* decide about it";
  }

  private static String right(AuthorizationException failure, List<Grant> needed) {
    if (failure instanceof TopicAuthorizationException topics
        && !topics.unauthorizedTopics().isEmpty()) {
      return notAllowed(
          topics.unauthorizedTopics().stream()
              .sorted()
              .map(topic -> part(ResourceType.TOPIC, topic, needed))
              .toList());
    }
    Optional<String> group =
        failure instanceof GroupAuthorizationException refused
            ? group(refused, needed)
            : Optional.empty();
    if (group.isPresent()) {
      return notAllowed(List.of(part(ResourceType.GROUP, group.get(), needed)));
    }
    if (failure instanceof TransactionalIdAuthorizationException) {
      // The exception does not tell which; nobody has more than those of one group.
      return notAllowed(
          needed.stream()
              .filter(grant -> grant.resource().resourceType() == ResourceType.TRANSACTIONAL_ID)
              .toList());
    }
    return "The cluster does not allow this: " + failure.getMessage();
  }

  /** The exceptions of share consumers name their group in words only. */
  private static Optional<String> group(GroupAuthorizationException failure, List<Grant> needed) {
    return Optional.ofNullable(failure.groupId())
        .or(
            () ->
                needed.stream()
                    .filter(grant -> grant.resource().resourceType() == ResourceType.GROUP)
                    .map(grant -> grant.resource().name())
                    .filter(name -> String.valueOf(failure.getMessage()).endsWith(" " + name))
                    .findFirst());
  }

  /** What is needed of a resource. */
  private static Grant part(ResourceType type, String name, List<Grant> needed) {
    Set<AclOperation> operations =
        needed.stream()
            .filter(grant -> grant.covers(type, name))
            .flatMap(grant -> grant.operations().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    return Grant.on(type, name, operations.toArray(AclOperation[]::new));
  }

  private static String notAllowed(Collection<Grant> rights) {
    return "The cluster does not allow "
        + (rights.isEmpty() ? "this transactional id" : Grant.inWords(rights));
  }
}
