package io.scriptorium.worker.share;

import io.scriptorium.schemas.Grant;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.worker.settings.KafkaAccess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;

/** What a share group agrees on; the broker keeps it with the group, not the member. */
public final class ShareGroup {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * Deliveries after which the broker gives a record up for good, without a word. It is well above
   * {@code maxDeaths}, at which workers write a dead letter instead of trying.
   */
  static final int MOST_DELIVERIES = 10;

  /** By Kafka's names. */
  static final Map<String, String> SETTINGS =
      new TreeMap<>(
          Map.of(
              // Jobs that were there before the first worker are jobs, too.
              "share.auto.offset.reset", "earliest",
              // Page jobs of an aborted transaction of the splitter are none.
              "share.isolation.level", "read_committed",
              // A page may take longer than the lock of a record lasts.
              "share.renew.acknowledge.enable", "true",
              "share.delivery.count.limit", Integer.toString(MOST_DELIVERIES)));

  private ShareGroup() {}

  /**
   * Sets the group's settings, whether it has members already or not.
   *
   * @throws UnusableClusterException if this worker may not, or the brokers know no share groups
   * @throws KafkaException if the cluster does not answer
   */
  public static void prepare(KafkaAccess access) {
    Map<String, Object> config = new HashMap<>(access.properties());
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, access.bootstrapServers());
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, access.groupId());
    List<AlterConfigOp> changes =
        SETTINGS.entrySet().stream()
            .map(
                setting ->
                    new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()),
                        AlterConfigOp.OpType.SET))
            .toList();
    try (Admin admin = Admin.create(config)) {
      admin
          .incrementalAlterConfigs(Map.of(group, changes))
          .all()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof AuthorizationException) {
        throw new UnusableClusterException(
            "The cluster does not allow what the settings of a share group take (role %s): %s"
                .formatted(
                    Role.WORKER.user(), Grant.inWords(Role.WORKER.sharing(access.groupId()))));
      }
      throw new UnusableClusterException(
          "The settings of the share group %s cannot be set (%s): %s. Share groups need Kafka 4.3"
              .formatted(access.groupId(), list(), cause.getMessage()));
    } catch (TimeoutException e) {
      throw new KafkaException("The cluster does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted", e);
    }
  }

  private static String list() {
    return SETTINGS.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining(", "));
  }
}
