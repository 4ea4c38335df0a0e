package io.scriptorium.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.scriptorium.schemas.Role;
import io.scriptorium.secure.Commands.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command on a broker that demands TLS and a SCRAM login, or a client's certificate. */
@Timeout(300)
class SecureClusterIT {
  private static final Path SAMPLE = Path.of("..", "samples", "receipt.png");
  private static final Path TRUTH = Path.of("..", "samples", "truth", "receipt.txt");
  private static final Duration NO_HANG = Duration.ofSeconds(45);
  private static final Pattern STACK_TRACE = Pattern.compile("^\\s+at \\S+\\(", Pattern.MULTILINE);

  @TempDir private static Path shared;
  private static SecureBroker broker;
  private static Authority stranger;

  @TempDir private Path folder;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = SecureBroker.start(shared);
    stranger = Authority.create(shared.resolve("stranger"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private Commands byLogin(Role role) {
    return new Commands(broker.login(), folder, broker.byLogin(role));
  }

  private Commands byCertificate(Role role) {
    return new Commands(
        broker.certificate(), folder, broker.byCertificate(role, broker.authority()));
  }

  @Test
  void aDocumentIsReadOverTlsWithALogin() throws IOException {
    assertDocumentIsRead(this::byLogin);
  }

  @Test
  void aDocumentIsReadOverTlsWithCertificates() throws IOException {
    assertDocumentIsRead(this::byCertificate);
  }

  /** Makes a role's commands. */
  private interface Access {
    Commands as(Role role);
  }

  private void assertDocumentIsRead(Access access) throws IOException {
    try (ServiceProcess splitter = ServiceProcess.fork(access.as(Role.SPLITTER), "splitter");
        ServiceProcess worker = ServiceProcess.talkative(access.as(Role.WORKER), "worker");
        ServiceProcess assembler = ServiceProcess.fork(access.as(Role.ASSEMBLER), "assembler")) {
      splitter.awaitReady();
      worker.awaitReady();
      assembler.awaitReady();

      Ended submit = access.as(Role.SUBMITTER).run("submit", "--wait", SAMPLE.toString());
      assertThat(submit.code()).as(submit.err()).isZero();
      String job = submit.out().split("\\s", 2)[0];
      assertThat(access.as(Role.READER).run("status", job).out()).contains(job, "COMPLETE");
      Path results = folder.resolve("results");
      Ended fetched = access.as(Role.READER).run("results", job, "--out", results.toString());
      assertThat(fetched.code()).as(fetched.err()).isZero();
      assertThat(access.as(Role.OPERATOR).run("dead-letters list").out())
          .contains("No dead letters");

      List<String> words = words(Files.readString(TRUTH));
      String read = Files.readString(results.resolve("receipt.txt"));
      assertThat(words).filteredOn(read::contains).hasSizeGreaterThan(words.size() * 8 / 10);
      List.of(splitter, worker, assembler).forEach(this::assertNoSecrets);
    }
  }

  private static List<String> words(String text) {
    return Pattern.compile("\\p{L}{4,}").matcher(text).results().map(r -> r.group()).toList();
  }

  private void assertNoSecrets(ServiceProcess service) {
    assertThat(service.said()).doesNotContain(Authority.PASSWORD).doesNotContain("word-of-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker", "splitter", "assembler", "topics", "status", "submit x.pdf"})
  void aWrongPasswordIsOneLine(String command) {
    Commands commands =
        new Commands(broker.login(), folder, broker.byLogin(Role.WORKER, "word-of-nobody"));

    assertThat(failure(commands, command))
        .contains("refuse the login", "sasl.jaas.config")
        .doesNotContain("word-of-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker", "splitter", "assembler", "topics", "status", "submit x.pdf"})
  void anUntrustedBrokerIsOneLine(String command) {
    Map<String, String> settings = new HashMap<>(broker.byLogin(Role.WORKER));
    settings.put("ssl.truststore.location", stranger.trustStore().toString());

    assertThat(failure(new Commands(broker.login(), folder, settings), command))
        .contains("TLS handshake", "ssl.truststore");
  }

  @Test
  void settingsThatAreMissingAreOneLine() {
    assertThat(failure(new Commands(broker.login(), folder, Map.of()), "worker"))
        .contains("by PLAINTEXT", "--kafka-properties");
  }

  @Test
  void aLoginThatIsMissingIsOneLine() {
    Map<String, String> settings = new HashMap<>(broker.byLogin(Role.WORKER));
    settings.put("security.protocol", "SSL");
    settings.remove("sasl.mechanism");
    settings.remove("sasl.jaas.config");

    assertThat(failure(new Commands(broker.login(), folder, settings), "worker"))
        .contains("by SSL", "--kafka-properties");
  }

  @Test
  void anotherMechanismIsOneLine() {
    Map<String, String> settings = new HashMap<>(broker.byLogin(Role.WORKER));
    settings.put("sasl.mechanism", "PLAIN");
    settings.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"a\" password=\"word-of-a\";");

    assertThat(failure(new Commands(broker.login(), folder, settings), "worker"))
        .contains("SCRAM-SHA-256", "sasl.mechanism")
        .doesNotContain("word-of-");
  }

  @Test
  void aCertificateThatIsMissingIsOneLine() {
    Map<String, String> settings =
        new HashMap<>(broker.byCertificate(Role.WORKER, broker.authority()));
    settings.remove("ssl.keystore.location");
    settings.remove("ssl.keystore.password");

    assertThat(failure(new Commands(broker.certificate(), folder, settings), "worker"))
        .contains("TLS handshake", "ssl.keystore");
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker", "splitter", "assembler", "topics"})
  void aCertificateOfAStrangerIsOneLine(String command) {
    Map<String, String> settings = broker.byCertificate(Role.WORKER, stranger);

    assertThat(failure(new Commands(broker.certificate(), folder, settings), command))
        .contains("TLS handshake", "ssl.keystore");
  }

  @Test
  void aStoreThatDoesNotOpenIsOneLine() {
    Map<String, String> settings = new HashMap<>(broker.byLogin(Role.WORKER));
    settings.put("ssl.truststore.password", "word-of-another");

    assertThat(failure(new Commands(broker.login(), folder, settings), "worker"))
        .contains("refuses its settings", "trust.p12", "password was incorrect")
        .doesNotContain("word-of-");
  }

  @Test
  void aWorkerThatIsTurnedAwayLogsNoPassword() throws InterruptedException {
    Commands commands =
        new Commands(broker.login(), folder, broker.byLogin(Role.WORKER, "word-of-nobody"));
    try (ServiceProcess worker = ServiceProcess.talkative(commands, "worker")) {
      assertThat(worker.awaitEnd()).isEqualTo(1);
      assertThat(worker.said()).contains("refuse the login");
      assertNoSecrets(worker);
    }
  }

  @Test
  void aWorkerThatIsTurnedAwaySaysOneLineAlone() throws InterruptedException {
    Commands commands =
        new Commands(broker.login(), folder, broker.byLogin(Role.WORKER, "word-of-nobody"));
    try (ServiceProcess worker = ServiceProcess.fork(commands, "worker")) {
      assertThat(worker.awaitEnd()).isEqualTo(1);
      assertThat(worker.said()).doesNotContainPattern(STACK_TRACE);
      assertThat(worker.said().lines().filter(line -> line.startsWith("scriptorium: "))).hasSize(1);
    }
  }

  private String failure(Commands commands, String command) {
    String[] words = command.split(" ", -1);
    return assertTimeoutPreemptively(
        NO_HANG,
        () ->
            words.length == 1
                ? commands.run(command).failure()
                : commands.run(words[0], SAMPLE.toString()).failure());
  }
}
