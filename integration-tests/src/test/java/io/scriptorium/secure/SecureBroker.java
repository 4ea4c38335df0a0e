package io.scriptorium.secure;

import static org.awaitility.Awaitility.await;

import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.schemas.Grant;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.TopicCreator;
import io.scriptorium.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A broker in a process of its own with three listeners: one that demands a SCRAM login over TLS,
 * one that demands a client's certificate, and a plain one for this test, which may do everything.
 * Users are named after roles and may do what their role says.
 */
final class SecureBroker implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Path folder;
  private final Authority authority;
  private final List<Integer> ports = freePorts(4);
  private final Process process;
  private final Admin admin;

  private SecureBroker(Path folder) throws IOException {
    this.folder = folder;
    authority = Authority.create(folder.resolve("authority"));
    Path configuration = folder.resolve("broker.properties");
    try (Writer writer = Files.newBufferedWriter(configuration)) {
      properties().store(writer, null);
    }
    String cluster = Uuid.randomUuid().toString();
    try {
      fork("kafka.tools.StorageTool", "format", "-t", cluster, "-c", configuration.toString())
          .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    process = fork("kafka.Kafka", configuration.toString());
    // A test JVM that is interrupted must not leave its broker behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    admin = Admin.create(Map.of("bootstrap.servers", address(0)));
  }

  /** Starts one that has all topics, and all users with their rights. */
  static SecureBroker start(Path folder) throws Exception {
    SecureBroker broker = new SecureBroker(folder);
    try {
      await("a broker, see " + broker.log())
          .atMost(LIMIT)
          .failFast("the broker's process ended, see " + broker.log(), () -> !broker.isAlive())
          .ignoreExceptionsInstanceOf(ExecutionException.class)
          .until(() -> broker.admin.describeCluster().nodes().get().size() == 1);
      new TopicCreator(broker.admin).createMissing(Topics.all());
      for (Role role : Role.values()) {
        broker.addUser(role);
        broker.allow(role, role.grants());
        broker.allow(role, role.sharing());
      }
      return broker;
    } catch (Exception e) {
      broker.close();
      throw e;
    }
  }

  private boolean isAlive() {
    return process.isAlive();
  }

  private Path log() {
    return folder.resolve("broker.log");
  }

  private static List<Integer> freePorts(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      for (ServerSocket socket : held) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("No free ports", e);
    }
    return held.stream().map(ServerSocket::getLocalPort).toList();
  }

  private String address(int listener) {
    return "127.0.0.1:" + ports.get(listener);
  }

  private Properties properties() {
    String clients =
        "PLAIN://%s,LOGIN://%s,CERTIFICATE://%s".formatted(address(0), address(1), address(2));
    Properties properties = new Properties();
    properties.putAll(KafkaCluster.SETTINGS);
    properties.putAll(
        Map.of(
            "process.roles", "broker,controller",
            "node.id", "1",
            "listeners", clients + ",CONTROLLER://" + address(3),
            "advertised.listeners", clients,
            "controller.listener.names", "CONTROLLER",
            "controller.quorum.voters", "1@" + address(3),
            "inter.broker.listener.name", "PLAIN",
            "listener.security.protocol.map",
                "PLAIN:PLAINTEXT,LOGIN:SASL_SSL,CERTIFICATE:SSL,CONTROLLER:PLAINTEXT",
            "log.dirs", folder.resolve("data").toAbsolutePath().toString()));
    properties.putAll(
        Map.of(
            "sasl.enabled.mechanisms", "SCRAM-SHA-256",
            "listener.name.login.scram-sha-256.sasl.jaas.config", loginModule(""),
            "listener.name.certificate.ssl.client.auth", "required",
            "ssl.principal.mapping.rules", "RULE:^CN=(.*)$/$1/",
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users", "User:ANONYMOUS"));
    stores(authority, "broker").forEach(properties::put);
    properties.putAll(
        Map.of(
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "4",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "4",
            "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1",
            "log.cleaner.dedupe.buffer.size", "8388608",
            "log.index.size.max.bytes", "1048576"));
    return properties;
  }

  private Process fork(String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  /** Whom the broker trusts. */
  Authority authority() {
    return authority;
  }

  /** The listener for this test; its user may do everything. */
  String plain() {
    return address(0);
  }

  /** The listener that demands a login. */
  String login() {
    return address(1);
  }

  /** The listener that demands a certificate. */
  String certificate() {
    return address(2);
  }

  Admin admin() {
    return admin;
  }

  /** A role's password. */
  static String password(Role role) {
    return "word-of-" + role.user();
  }

  /** Client settings with which a role logs in. */
  Map<String, String> byLogin(Role role) {
    return byLogin(role, password(role));
  }

  /** The same with another password. */
  Map<String, String> byLogin(Role role, String password) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "SCRAM-SHA-256",
        "sasl.jaas.config",
        loginModule(" username=\"%s\" password=\"%s\"".formatted(role.user(), password)),
        "ssl.truststore.location",
        authority.trustStore().toString(),
        "ssl.truststore.password",
        Authority.PASSWORD);
  }

  private static String loginModule(String options) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required" + options + ";";
  }

  /** Client settings with which a role shows a certificate of an authority. */
  Map<String, String> byCertificate(Role role, Authority signer) {
    Map<String, String> settings = stores(signer, role.user());
    settings.put("security.protocol", "SSL");
    settings.put("ssl.truststore.location", authority.trustStore().toString());
    return settings;
  }

  private static Map<String, String> stores(Authority authority, String name) {
    return new HashMap<>(
        Map.of(
            "ssl.keystore.location",
            authority.identity(name).toString(),
            "ssl.keystore.password",
            Authority.PASSWORD,
            "ssl.truststore.location",
            authority.trustStore().toString(),
            "ssl.truststore.password",
            Authority.PASSWORD));
  }

  private void addUser(Role role) throws ExecutionException, InterruptedException {
    ScramCredentialInfo mechanism = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096);
    admin
        .alterUserScramCredentials(
            List.of(new UserScramCredentialUpsertion(role.user(), mechanism, password(role))))
        .all()
        .get();
  }

  /** Gives a role rights. */
  void allow(Role role, List<Grant> grants) throws ExecutionException, InterruptedException {
    admin.createAcls(bindings(role, grants)).all().get();
  }

  /** Takes rights away from a role. */
  void withdraw(Role role, List<Grant> grants) throws ExecutionException, InterruptedException {
    admin
        .deleteAcls(bindings(role, grants).stream().map(AclBinding::toFilter).toList())
        .all()
        .get();
  }

  private static List<AclBinding> bindings(Role role, List<Grant> grants) {
    return grants.stream()
        .flatMap(grant -> grant.bindings("User:" + role.user()).stream())
        .toList();
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
    process.destroyForcibly();
  }
}
