package io.scriptorium.app.cluster;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.TopicCreator;
import io.scriptorium.schemas.TopicReport;
import io.scriptorium.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;

/**
 * A Kafka cluster.
 *
 * @param bootstrapServers {@code host:port,…}
 * @param properties further settings of every client, by Kafka's names
 */
public record Cluster(String bootstrapServers, Map<String, String> properties) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  public Cluster {
    properties = Map.copyOf(properties);
  }

  /** Settings that every client needs. */
  public Map<String, Object> clientSettings() {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return settings;
  }

  /** Waits a little for a broker to answer. */
  public void requireAnswer() {
    try (Admin admin = admin()) {
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
      throw new ActionableException(
          "The cluster at %s does not create the topics: %s"
              .formatted(bootstrapServers, e.getMessage()),
          e);
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
      throw new ActionableException("Not all records were written: " + e.getMessage(), e);
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
    Throwable cause = e.getCause() instanceof ConfigException ? e.getCause() : e;
    return new ActionableException("Kafka's client refuses its settings: " + cause.getMessage(), e);
  }

  private ActionableException noAnswer(Exception e) {
    return new ActionableException(
        "No Kafka broker answers at %s (within %d s)"
            .formatted(bootstrapServers, PATIENCE.toSeconds()),
        e);
  }
}
