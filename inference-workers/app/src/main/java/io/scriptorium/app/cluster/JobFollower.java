package io.scriptorium.app.cluster;

import io.scriptorium.app.cluster.CommittedRecords.Start;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.PartialText;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Decoded;
import io.scriptorium.schemas.JobLanes;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what becomes of jobs, committed records only. It belongs to no group and leaves no trace on
 * the cluster. Owned by one thread.
 */
public final class JobFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobFollower.class);

  private final CommittedRecords records;
  private final Map<String, Decoding<?>> decodings;

  private JobFollower(CommittedRecords records, Map<String, Decoding<?>> decodings) {
    this.records = records;
    this.decodings = decodings;
  }

  /** Follows progress and results of documents. */
  public static JobFollower ofDocuments(Cluster cluster, Start start) {
    return open(cluster, start, List.of(STATUS, DOCUMENTS));
  }

  /** Follows documents: the jobs of them and of their pages, progress, results. */
  public static JobFollower ofDocumentsAndJobs(Cluster cluster, Start start) {
    List<Reading<?>> readings = new ArrayList<>(List.of(STATUS, DOCUMENTS));
    readings.addAll(lanes(Topics.DOCUMENT_LANES, JobEvent.DocumentQueued::new));
    readings.addAll(lanes(Topics.PAGE_LANES, JobEvent.PageQueued::new));
    return open(cluster, start, readings);
  }

  /** Follows results of pages. */
  public static JobFollower ofPages(Cluster cluster, Start start) {
    return open(cluster, start, List.of(PAGE_RESULTS));
  }

  /** Follows results of documents and of images. */
  public static JobFollower ofResults(Cluster cluster, Start start) {
    return open(cluster, start, List.of(DOCUMENTS, IMAGES));
  }

  /** Follows results of documents and of images, and text while it is read. */
  public static JobFollower ofResultsAndPartialText(Cluster cluster, Start start) {
    return open(cluster, start, List.of(DOCUMENTS, IMAGES, PARTIAL_TEXT));
  }

  /** Follows the progress of documents. */
  public static JobFollower ofStatus(Cluster cluster, Start start) {
    return open(cluster, start, List.of(STATUS));
  }

  private static <R extends SpecificRecord> List<Reading<R>> lanes(
      JobLanes<R> lanes, Function<R, JobEvent> meaning) {
    return lanes.all().stream().map(topic -> new Reading<>(topic, meaning)).toList();
  }

  /** What is new, waiting for it if need be. */
  public List<JobEvent> poll(Duration wait) {
    List<JobEvent> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records.poll(wait)) {
      event(record).ifPresent(events::add);
    }
    return events;
  }

  /** Everything that is there now; later records stay unread. */
  public void readToEnd(EventSink sink) {
    records.readToEnd(record -> event(record).ifPresent(sink::accept));
  }

  @Override
  public void close() {
    records.close();
  }

  private Optional<JobEvent> event(ConsumerRecord<byte[], byte[]> record) {
    Decoding<?> decoding = decodings.get(record.topic());
    return decoding == null || record.value() == null ? Optional.empty() : decoding.event(record);
  }

  private static final Reading<PageResult> PAGE_RESULTS =
      new Reading<>(Topics.PAGE_RESULTS, JobEvent.PageFinished::new);
  private static final Reading<PartialText> PARTIAL_TEXT =
      new Reading<>(Topics.PARTIAL_TEXT, JobEvent.PartlyRead::new);
  private static final Reading<JobStatus> STATUS =
      new Reading<>(Topics.JOB_STATUS, JobEvent.Progressed::new);
  private static final Reading<DocumentResult> DOCUMENTS =
      new Reading<>(Topics.DOCUMENT_RESULTS, JobEvent.DocumentFinished::new);
  private static final Reading<ImageResult> IMAGES =
      new Reading<>(Topics.IMAGE_RESULTS, JobEvent.ImageFinished::new);

  private static JobFollower open(Cluster cluster, Start start, List<Reading<?>> readings) {
    RecordFormat format = cluster.format(Role.READER);
    Map<String, Decoding<?>> byTopic = new HashMap<>();
    readings.forEach(reading -> byTopic.put(reading.topic().name(), reading.decoding(format)));
    return new JobFollower(
        CommittedRecords.of(
            cluster, start, readings.stream().<Topic<?>>map(Reading::topic).toList()),
        byTopic);
  }

  /** Takes events one by one. */
  public interface EventSink {
    void accept(JobEvent event);
  }

  /** A topic and what its records mean. */
  private record Reading<R extends SpecificRecord>(Topic<R> topic, Function<R, JobEvent> meaning) {
    Decoding<R> decoding(RecordFormat format) {
      return new Decoding<>(topic.codec(format), meaning);
    }
  }

  /** From bytes to meaning. */
  private record Decoding<R extends SpecificRecord>(
      AvroCodec<R> codec, Function<R, JobEvent> meaning) {
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
