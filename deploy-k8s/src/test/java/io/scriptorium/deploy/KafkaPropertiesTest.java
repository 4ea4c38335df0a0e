package io.scriptorium.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.scriptorium.deploy.kustomize.Manifests;
import io.scriptorium.deploy.kustomize.Overlay;
import io.scriptorium.deploy.kustomize.Workload;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The file of client settings that pods mount. */
class KafkaPropertiesTest {
  private static final Path FILE = Path.of("base", "config", "kafka.properties");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{dir:([^:}]+):([^}]+)}");

  @TempDir private Path secrets;

  @Test
  void areSettingsThatEveryClientKnows() throws IOException {
    assertThat(properties(Files.readString(FILE)).keySet())
        .allSatisfy(
            key ->
                assertThat(key.startsWith("config.providers."))
                    .as(key)
                    .isNotEqualTo(
                        ProducerConfig.configNames().contains(key)
                            && ConsumerConfig.configNames().contains(key)
                            && AdminClientConfig.configNames().contains(key)));
  }

  @ParameterizedTest
  @EnumSource
  void nameSecretsThatAreMounted(Overlay overlay) throws IOException {
    List<String> folders =
        REFERENCE
            .matcher(Files.readString(FILE))
            .results()
            .map(reference -> reference.group(1))
            .distinct()
            .toList();

    assertThat(folders).hasSize(2);
    for (Workload workload : Manifests.of(overlay).workloads()) {
      assertThat(workload.container().getVolumeMounts())
          .extracting(VolumeMount::getMountPath)
          .containsAll(folders);
    }
  }

  @ParameterizedTest
  @EnumSource
  void areMountedWhereTheCommandsLookForThem(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    for (Workload workload : manifests.workloads()) {
      Path file =
          Path.of(
              String.valueOf(manifests.environment(workload).get("SCRIPTORIUM_KAFKA_PROPERTIES")));
      String volume =
          workload.container().getVolumeMounts().stream()
              .filter(mount -> Path.of(mount.getMountPath()).equals(file.getParent()))
              .map(VolumeMount::getName)
              .findFirst()
              .orElseThrow();
      String configMap =
          workload.pod().getVolumes().stream()
              .filter(candidate -> candidate.getName().equals(volume))
              .map(candidate -> candidate.getConfigMap().getName())
              .findFirst()
              .orElseThrow();

      assertThat(manifests.one(ConfigMap.class, configMap).getData())
          .containsKey(String.valueOf(file.getFileName()));
    }
  }

  @Test
  void areFilledFromSecretsByKafkaItself() throws IOException {
    Map<String, Object> settings = settings(key -> "content of " + key);

    assertThat(new AdminClientConfig(settings).getPassword("ssl.keystore.key").value())
        .isEqualTo("content of user.key");
    StreamsConfig streams = new StreamsConfig(settings);
    assertThat(streams.getMainConsumerConfigs("group", "client", 0))
        .containsEntry("ssl.keystore.certificate.chain", "content of user.crt")
        .containsEntry("ssl.truststore.certificates", "content of ca.crt");
    assertThat(streams.getProducerConfigs("client"))
        .containsEntry("ssl.keystore.key", "content of user.key");
  }

  @Test
  void openAClientWithWhatStrimziWrites()
      throws IOException, InterruptedException, GeneralSecurityException {
    StrimziCertificate strimzi = StrimziCertificate.create(secrets);
    Map<String, Object> settings =
        settings(key -> key.endsWith(".key") ? strimzi.key() : strimzi.certificate());

    // A client reads keys and certificates before it connects.
    assertThatCode(() -> Admin.create(settings).close(Duration.ZERO)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Admin.create(settings(key -> strimzi.certificate())))
        .hasRootCauseInstanceOf(InvalidConfigurationException.class);
  }

  /** The file's settings, with secrets of these contents. */
  private Map<String, Object> settings(UnaryOperator<String> contents) throws IOException {
    String text = Files.readString(FILE);
    for (MatchResult reference : REFERENCE.matcher(text).results().toList()) {
      Path folder = Files.createDirectories(secrets.resolve(reference.group(1).substring(1)));
      Files.writeString(folder.resolve(reference.group(2)), contents.apply(reference.group(2)));
    }
    Map<String, Object> settings =
        new HashMap<>(properties(text.replace("${dir:", "${dir:" + secrets)));
    settings.put("bootstrap.servers", "localhost:9093");
    settings.put("application.id", "any");
    return settings;
  }

  private static Map<String, String> properties(String text) throws IOException {
    Properties read = new Properties();
    read.load(new StringReader(text));
    Map<String, String> map = new HashMap<>();
    read.stringPropertyNames().forEach(name -> map.put(name, read.getProperty(name)));
    return map;
  }
}
