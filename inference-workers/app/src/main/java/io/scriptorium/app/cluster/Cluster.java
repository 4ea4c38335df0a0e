package io.scriptorium.app.cluster;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.ErrorReporter;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.schemas.Grant;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Refusals;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.RoleCheck;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.TopicCreator;
import io.scriptorium.schemas.TopicReport;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.registry.RegistryAccess;
import io.scriptorium.schemas.registry.RegistryFormat;
import io.scriptorium.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A Kafka cluster.
 *
 * @param bootstrapServers {@code host:port,…}
 * @param properties further settings of every client, by Kafka's names
 * @param registry where the schemas of records lie; empty: in the records' readers
 */
public record Cluster(
    String bootstrapServers, Map<String, String> properties, Optional<RegistryAccess> registry) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long a reader of records waits for a schema; a worker's loop has other things to do. */
  private static final Duration SCHEMA_PATIENCE = Duration.ofSeconds(5);

  private static final Duration LOOP_SCHEMA_PATIENCE = Duration.ofMillis(100);

  /** One without a schema registry. */
  public Cluster(String bootstrapServers, Map<String, String> properties) {
    this(bootstrapServers, properties, Optional.empty());
  }

  public Cluster {
    properties = Map.copyOf(properties);
  }

  /** Settings that every client needs. */
  public Map<String, Object> clientSettings() {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return settings;
  }

  /**
   * Waits a little for a broker to answer.
   *
   * @throws ActionableException if none does, or it turns this process away
   */
  public void requireAnswer() {
    try (Admin admin = admin()) {
      requireAnswer(admin);
    }
  }

  /**
   * Makes sure that a role can do its work here.
   *
   * @throws ActionableException if no broker answers, or naming all topics and rights that are
   *     missing
   */
  public void require(Role role) {
    require(role, role.grants());
  }

  /** The same where the role's rights go by other names. */
  public void require(Role role, Collection<Grant> needed) {
    require("role " + role.user(), needed);
  }

  /** The same for rights that may be those of several roles. */
  public void require(Collection<Grant> needed) {
    require("this command", needed);
  }

  private void require(String whose, Collection<Grant> needed) {
    try (Admin admin = admin()) {
      requireAnswer(admin);
      RoleCheck.Report missing = new RoleCheck(admin).missing(needed);
      List<String> problems = new ArrayList<>();
      if (!missing.topics().isEmpty()) {
        problems.add(
            "lacks the topic%s %s; 'scriptorium topics' creates what is missing"
                .formatted(
                    missing.topics().size() == 1 ? "" : "s", String.join(", ", missing.topics())));
      }
      if (!missing.rights().isEmpty()) {
        problems.add(
            "does not allow %s; %s needs this (docs/security.md)"
                .formatted(Grant.inWords(missing.rights()), whose));
      }
      if (!problems.isEmpty()) {
        throw new ActionableException(
            "The cluster at %s %s".formatted(bootstrapServers, String.join(". It ", problems)));
      }
    } catch (KafkaException e) {
      throw refusedOr(e, "does not tell its topics");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw noAnswer(e);
    }
  }

  private void requireAnswer(Admin admin) {
    try {
      admin.describeCluster().nodes().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw noAnswer(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw noAnswer(e);
    }
  }

  /** Creates the topics of the catalogue that the cluster lacks. */
  public TopicReport createTopics() {
    return createTopics(Topics.all());
  }

  /** Creates those topics that the cluster lacks. */
  public TopicReport createTopics(Collection<Topic<?>> topics) {
    requireAnswer();
    try (Admin admin = admin()) {
      return new TopicCreator(admin).createMissing(topics);
    } catch (KafkaException e) {
      throw refusedOr(e, "does not create the topics");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw noAnswer(e);
    }
  }

  /** Writes records and waits until the brokers have all of them. */
  public void write(List<ProducerRecord<byte[], byte[]>> records) {
    try (Producer<byte[], byte[]> producer = JobProducer.kafkaProducer(clientSettings())) {
      List<Future<?>> written = new ArrayList<>();
      records.forEach(record -> written.add(producer.send(record)));
      for (Future<?> one : written) {
        one.get();
      }
    } catch (KafkaException e) {
      throw new ActionableException("The records cannot be written: " + e.getMessage(), e);
    } catch (ExecutionException e) {
      throw new ActionableException(
          "Not all records were written: "
              + ErrorReporter.describe(e.getCause() == null ? e : e.getCause()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ActionableException("Interrupted; not all records were written", e);
    }
  }

  private Admin admin() {
    try {
      Map<String, Object> settings = clientSettings();
      settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
      settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
      return Admin.create(settings);
    } catch (KafkaException e) {
      throw unusable(e);
    }
  }

  /** What to say when Kafka's client does not take the settings. */
  static ActionableException unusable(KafkaException e) {
    Throwable kafka = e;
    while (kafka.getCause() instanceof KafkaException cause) {
      kafka = cause;
    }
    String detail = kafka.getCause() == null ? "" : ": " + kafka.getCause().getMessage();
    return new ActionableException(
        "Kafka's client refuses its settings: %s%s".formatted(kafka.getMessage(), detail), e);
  }

  /**
   * How values of records are read, and written by a role.
   *
   * @throws io.scriptorium.schemas.registry.SchemaRegistryException if there is a schema registry
   *     and it does not answer, or does not take the schemas
   */
  public RecordFormat format(Role role) {
    if (registry.isEmpty()) {
      return RecordFormat.SINGLE_OBJECT;
    }
    Duration patience = role == Role.WORKER ? LOOP_SCHEMA_PATIENCE : SCHEMA_PATIENCE;
    return RegistryFormat.open(
        new SchemaRegistry(registry.get(), patience),
        role.grants().stream()
            .filter(grant -> grant.resource().resourceType() == ResourceType.TOPIC)
            .filter(grant -> grant.operations().contains(AclOperation.WRITE))
            .map(grant -> grant.resource().name())
            .toList());
  }

  private ActionableException refusedOr(KafkaException e, String otherwise) {
    return new ActionableException(
        Refusals.describe(e)
            .orElseGet(
                () ->
                    "The cluster at %s %s: %s"
                        .formatted(bootstrapServers, otherwise, e.getMessage())),
        e);
  }

  private ActionableException noAnswer(Exception e) {
    String protocol =
        properties.getOrDefault(
            CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
            CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL);
    return new ActionableException(
        Refusals.describe(e)
            .orElseGet(
                () ->
                    "No Kafka broker answers at %s by %s (within %d s); --kafka-properties has the settings of TLS and logins"
                        .formatted(bootstrapServers, protocol, PATIENCE.toSeconds())),
        e);
  }

  /** Without the properties' values, which may be secrets. */
  @Override
  public String toString() {
    return "Cluster[%s, %s]".formatted(bootstrapServers, new TreeSet<>(properties.keySet()));
  }
}
