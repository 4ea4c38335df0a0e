package io.scriptorium.app.cluster;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.avro.DocumentJob;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.PageResult;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Decoded;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what becomes of jobs, committed records only. It belongs to no group and leaves no trace on
 * the cluster. Owned by one thread.
 */
public final class JobFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobFollower.class);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, Reading<?>> readings;

  private JobFollower(Consumer<byte[], byte[]> consumer, Map<String, Reading<?>> readings) {
    this.consumer = consumer;
    this.readings = readings;
  }

  /** Where to begin. */
  public enum Start {
    /** With the oldest record that is kept. */
    OLDEST,
    /** With what is written from now on. */
    NOW
  }

  /** Follows progress and results of documents. */
  public static JobFollower ofDocuments(Cluster cluster, Start start) {
    return open(cluster, start, List.of(STATUS, DOCUMENTS));
  }

  /** Follows documents: the jobs of them and of their pages, progress, results. */
  public static JobFollower ofDocumentsAndJobs(Cluster cluster, Start start) {
    return open(cluster, start, List.of(DOCUMENT_JOBS, PAGE_JOBS, STATUS, DOCUMENTS));
  }

  /** Follows results of pages. */
  public static JobFollower ofPages(Cluster cluster, Start start) {
    return open(cluster, start, List.of(PAGE_RESULTS));
  }

  /** Follows results of documents and of images. */
  public static JobFollower ofResults(Cluster cluster, Start start) {
    return open(cluster, start, List.of(DOCUMENTS, IMAGES));
  }

  /** Follows the progress of documents. */
  public static JobFollower ofStatus(Cluster cluster, Start start) {
    return open(cluster, start, List.of(STATUS));
  }

  /** What is new, waiting for it if need be. */
  public List<JobEvent> poll(Duration wait) {
    List<JobEvent> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
      if (record.value() != null) {
        event(record).ifPresent(events::add);
      }
    }
    return events;
  }

  /** Everything that is there now; later records stay unread. */
  public void readToEnd(EventSink sink) {
    Map<TopicPartition, Long> end = consumer.endOffsets(consumer.assignment());
    while (end.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      poll(Duration.ofMillis(200)).forEach(sink::accept);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  private Optional<JobEvent> event(ConsumerRecord<byte[], byte[]> record) {
    Reading<?> reading = readings.get(record.topic());
    return reading == null ? Optional.empty() : reading.event(record);
  }

  private static final Reading<DocumentJob> DOCUMENT_JOBS =
      new Reading<>(Topics.DOCUMENT_JOBS, JobEvent.DocumentQueued::new);
  private static final Reading<PageJob> PAGE_JOBS =
      new Reading<>(Topics.PAGE_JOBS, JobEvent.PageQueued::new);
  private static final Reading<PageResult> PAGE_RESULTS =
      new Reading<>(Topics.PAGE_RESULTS, JobEvent.PageFinished::new);
  private static final Reading<JobStatus> STATUS =
      new Reading<>(Topics.JOB_STATUS, JobEvent.Progressed::new);
  private static final Reading<DocumentResult> DOCUMENTS =
      new Reading<>(Topics.DOCUMENT_RESULTS, JobEvent.DocumentFinished::new);
  private static final Reading<ImageResult> IMAGES =
      new Reading<>(Topics.IMAGE_RESULTS, JobEvent.ImageFinished::new);

  private static JobFollower open(Cluster cluster, Start start, List<Reading<?>> readings) {
    cluster.requireAnswer();
    Map<String, Object> settings = cluster.clientSettings();
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    Consumer<byte[], byte[]> consumer;
    try {
      consumer =
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw Cluster.unusable(e);
    }
    try {
      List<TopicPartition> partitions = new ArrayList<>();
      readings.forEach(reading -> partitions.addAll(partitions(consumer, reading.topic())));
      consumer.assign(partitions);
      if (start == Start.OLDEST) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
      }
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    Map<String, Reading<?>> byTopic =
        readings.stream()
            .collect(Collectors.toMap(reading -> reading.topic().name(), Function.identity()));
    return new JobFollower(consumer, byTopic);
  }

  private static List<TopicPartition> partitions(
      Consumer<byte[], byte[]> consumer, Topic<?> topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic.name());
    if (found == null || found.isEmpty()) {
      throw new ActionableException(
          "The cluster has no topic %s; 'scriptorium topics' creates all of them"
              .formatted(topic.name()));
    }
    return found.stream().map(p -> new TopicPartition(p.topic(), p.partition())).toList();
  }

  /** Takes events one by one. */
  public interface EventSink {
    void accept(JobEvent event);
  }

  /** A topic and what its records mean. */
  private record Reading<R extends SpecificRecord>(
      Topic<R> topic, AvroCodec<R> codec, Function<R, JobEvent> meaning) {
    Reading(Topic<R> topic, Function<R, JobEvent> meaning) {
      this(topic, topic.codec(), meaning);
    }

    Optional<JobEvent> event(ConsumerRecord<byte[], byte[]> record) {
      Decoded<R> decoded = codec.tryDecode(record.value());
      if (decoded instanceof Decoded.Ok<R> ok) {
        return Optional.of(meaning.apply(ok.value()));
      }
      LOG.warn(
          "record_skipped topic={} partition={} offset={}",
          record.topic(),
          record.partition(),
          record.offset());
      return Optional.empty();
    }
  }
}
