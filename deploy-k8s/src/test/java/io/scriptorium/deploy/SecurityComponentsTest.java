package io.scriptorium.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.scriptorium.app.Main;
import io.scriptorium.app.console.EnvironmentSettings;
import io.scriptorium.deploy.kustomize.Manifests;
import io.scriptorium.deploy.kustomize.Overlay;
import io.scriptorium.deploy.kustomize.Workload;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The components that change how pods log in and what their records look like. */
class SecurityComponentsTest {
  private static final String USER = "/etc/kafka/user";
  private static final String CLUSTER_CA = "/etc/kafka/cluster-ca";

  @TempDir private Path secrets;

  @Test
  void aSchemaRegistryIsNamedAndMayBeReached() {
    Manifests manifests = Manifests.of(Overlay.DEV, "schema-registry");
    NetworkPolicy policy = manifests.one(NetworkPolicy.class, "scriptorium-schema-registry");
    for (Workload workload : manifests.workloads()) {
      Map<String, String> environment = manifests.environment(workload);
      URI address = URI.create(String.valueOf(environment.get("SCRIPTORIUM_SCHEMA_REGISTRY")));

      CommandLine command =
          Objects.requireNonNull(
              Main.commandLine(environment).getSubcommands().get(workload.component()));
      assertThat(command.getCommandSpec().options())
          .extracting(EnvironmentSettings::key)
          .contains("SCRIPTORIUM_SCHEMA_REGISTRY");
      assertThat(policy.getSpec().getEgress())
          .singleElement()
          .satisfies(
              rule ->
                  assertThat(rule.getPorts())
                      .singleElement()
                      .satisfies(
                          port ->
                              assertThat(port.getPort().getIntVal()).isEqualTo(address.getPort())));
      assertThat(workload.podLabels())
          .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
    }
  }

  @Test
  void usersAndBrokersAgreeOnScram() {
    Manifests manifests = Manifests.of(Overlay.DEV, "scram-login");

    assertThat(manifests.all(KafkaUser.class))
        .isNotEmpty()
        .allSatisfy(
            user ->
                assertThat(user.getSpec().getAuthentication().getType())
                    .isEqualTo("scram-sha-512"));
    assertThat(manifests.one(Kafka.class, "scriptorium").getSpec().getKafka().getListeners())
        .singleElement()
        .satisfies(listener -> assertThat(listener.getAuth().getType()).isEqualTo("scram-sha-512"));
  }

  @Test
  void aScramLoginIsReadFromItsSecretByKafkaItself() throws IOException {
    Manifests manifests = Manifests.of(Overlay.DEV, "scram-login");
    String text =
        String.valueOf(
            manifests.all(ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getName().startsWith("scriptorium-kafka-client"))
                .findFirst()
                .orElseThrow()
                .getData()
                .get("kafka.properties"));
    Files.writeString(secrets.resolve("sasl.jaas.config"), "the login");
    Files.writeString(secrets.resolve("ca.crt"), "the authority");
    Properties read = new Properties();
    read.load(
        new StringReader(
            text.replace(USER, secrets.toString()).replace(CLUSTER_CA, secrets.toString())));
    Map<String, Object> settings = new HashMap<>();
    read.stringPropertyNames().forEach(name -> settings.put(name, read.getProperty(name)));
    settings.put("bootstrap.servers", "localhost:9093");
    settings.put("application.id", "any");

    assertThat(new AdminClientConfig(settings).getPassword("sasl.jaas.config").value())
        .isEqualTo("the login");
    assertThat(new StreamsConfig(settings).getMainConsumerConfigs("group", "client", 0))
        .containsEntry("sasl.jaas.config", "the login")
        .containsEntry("ssl.truststore.certificates", "the authority")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
    for (Workload workload : manifests.workloads()) {
      assertThat(workload.container().getVolumeMounts())
          .extracting(mount -> mount.getMountPath())
          .contains(USER, CLUSTER_CA);
    }
  }
}
