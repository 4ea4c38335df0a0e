package io.scriptorium.image;

import io.scriptorium.kafka.PublishedKafka;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.TopicCreator;
import io.scriptorium.schemas.Topics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.acl.AclBinding;
import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A broker that lets each role do what the access catalogue says, and nothing else. Containers of
 * its network log in with a password; this process is a super user.
 */
final class AuthorizingBroker implements AutoCloseable {
  /** Where containers reach it. */
  static final String ADDRESS = "broker:19092";

  /** What Testcontainers calls the listener that is added to its own. */
  private static final String LISTENER = "TC-0";

  private final KafkaContainer container;

  private AuthorizingBroker(KafkaContainer container) {
    this.container = container;
  }

  /** Starts one, with all topics and rights. */
  static AuthorizingBroker start(Network network) throws ExecutionException, InterruptedException {
    KafkaContainer container = new LoginContainer().withNetwork(network).withListener(ADDRESS);
    container
        .withEnv(
            "KAFKA_AUTHORIZER_CLASS_NAME",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
        .withEnv("KAFKA_SUPER_USERS", "User:ANONYMOUS")
        .withEnv("KAFKA_SASL_ENABLED_MECHANISMS", "PLAIN")
        .withEnv("KAFKA_LISTENER_NAME_TC___0_PLAIN_SASL_JAAS_CONFIG", users())
        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
        .start();
    AuthorizingBroker broker = new AuthorizingBroker(container);
    broker.prepare();
    return broker;
  }

  private static String users() {
    return Arrays.stream(Role.values())
        .map(role -> "user_%s=\"%s\"".formatted(role.user(), password(role)))
        .collect(
            Collectors.joining(
                " ", "org.apache.kafka.common.security.plain.PlainLoginModule required ", ";"));
  }

  private static String password(Role role) {
    return "of-" + role.user();
  }

  /** Client settings with which a role logs in. */
  static String properties(Role role) {
    return """
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism=PLAIN
        sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
        username="%s" password="%s";
        """
        .formatted(role.user(), password(role));
  }

  private void prepare() throws ExecutionException, InterruptedException {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, container.getBootstrapServers()))) {
      new TopicCreator(admin).createMissing(Topics.all());
      for (Role role : Role.values()) {
        List<AclBinding> bindings =
            role.grants().stream()
                .flatMap(grant -> grant.bindings("User:" + role.user()).stream())
                .toList();
        admin.createAcls(bindings).all().get();
      }
    }
  }

  @Override
  public void close() {
    container.stop();
  }

  /** Testcontainers makes all of its listeners plain. */
  private static final class LoginContainer extends KafkaContainer {
    LoginContainer() {
      super(PublishedKafka.image());
    }

    @Override
    protected void configure() {
      super.configure();
      String protocols = "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP";
      withEnv(
          protocols,
          Objects.requireNonNull(getEnvMap().get(protocols))
              .replace(LISTENER + ":PLAINTEXT", LISTENER + ":SASL_PLAINTEXT"));
    }
  }
}
