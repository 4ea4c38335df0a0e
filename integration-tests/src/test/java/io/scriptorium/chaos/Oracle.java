package io.scriptorium.chaos;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.app.cluster.CommittedRecords.Start;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.Payload;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.PayloadException;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.SchemaUnavailableException;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Says whether each input had exactly one outcome, and the right one, as a {@code read_committed}
 * consumer sees it that reads all along, and as one sees it that comes afterwards.
 */
final class Oracle implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final List<Topic<?>> OUTCOMES =
      List.of(
          Topics.IMAGE_RESULTS, Topics.PAGE_RESULTS, Topics.DOCUMENT_RESULTS, Topics.DEAD_LETTERS);
  private static final List<Topic<?>> JOBS = List.of(Topics.IMAGE_JOBS, Topics.PAGE_JOBS);

  private final AvroCodec<ImageResult> images;
  private final AvroCodec<PageResult> pages;
  private final AvroCodec<DocumentResult> documents;
  private final AvroCodec<DeadLetter> letters;
  private final AvroCodec<ImageJob> imageJobs;
  private final AvroCodec<PageJob> pageJobs;
  private final Cluster cluster;
  private final PayloadStore payloads;
  private final Inputs inputs;
  private final Outcomes seen;
  private final CommittedRecords records;
  private final Thread thread = new Thread(this::read, "oracle");
  private volatile boolean closed;
  private volatile Optional<RuntimeException> failure = Optional.empty();

  private Oracle(Cluster cluster, BlobStore blobs, Inputs inputs) {
    this.cluster = cluster;
    RecordFormat format = cluster.format(Role.READER);
    images = Topics.IMAGE_RESULTS.codec(format);
    pages = Topics.PAGE_RESULTS.codec(format);
    documents = Topics.DOCUMENT_RESULTS.codec(format);
    letters = Topics.DEAD_LETTERS.codec(format);
    imageJobs = Topics.IMAGE_JOBS.codec(format);
    pageJobs = Topics.PAGE_JOBS.codec(format);
    payloads = new PayloadStore(blobs);
    this.inputs = inputs;
    seen = new Outcomes(inputs);
    records = CommittedRecords.of(cluster, Start.OLDEST, OUTCOMES);
  }

  /** One that reads from now on, along with everything. */
  static Oracle watching(Cluster cluster, BlobStore blobs, Inputs inputs) {
    Oracle oracle = new Oracle(cluster, blobs, inputs);
    oracle.thread.start();
    return oracle;
  }

  private void read() {
    try {
      while (!closed) {
        records.poll(Duration.ofMillis(100)).forEach(record -> note(record, seen));
      }
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    } finally {
      records.close();
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record, Outcomes outcomes) {
    String topic = record.topic();
    if (topic.equals(Topics.IMAGE_RESULTS.name())) {
      ImageResult image = decode(images, record);
      outcomes.note(Outcomes.image(image.getJobId()), read(image.getStatus(), image.getText()));
    } else if (topic.equals(Topics.PAGE_RESULTS.name())) {
      PageResult page = decode(pages, record);
      outcomes.note(
          Outcomes.page(page.getJobId(), page.getPage()), read(page.getStatus(), page.getText()));
    } else if (topic.equals(Topics.DOCUMENT_RESULTS.name())) {
      DocumentResult document = decode(documents, record);
      outcomes.note(Outcomes.document(document.getJobId()), text(document));
    } else {
      DeadLetter letter = decode(letters, record);
      outcomes.noteLetter(
          String.valueOf(letter.getJobId()), String.valueOf(letter.getFailure().getMessage()));
    }
  }

  private static Optional<String> read(ItemStatus status, String text) {
    return status == ItemStatus.OK ? Optional.of(text) : Optional.empty();
  }

  private Optional<String> text(DocumentResult document) {
    Payload text = document.getText();
    if (document.getStatus() != DocumentStatus.COMPLETE || text == null) {
      return Optional.empty();
    }
    return Optional.of(new String(bytes(text), StandardCharsets.UTF_8));
  }

  /** The registry may be away just now; then it waits. */
  private static <R extends SpecificRecord> R decode(
      AvroCodec<R> codec, ConsumerRecord<byte[], byte[]> record) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return codec.decode(record.value());
      } catch (SchemaUnavailableException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /** The blob store may have a fault just now; then it waits. */
  private byte[] bytes(Payload payload) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return payloads.read(payload, Integer.MAX_VALUE);
      } catch (PayloadException e) {
        if (System.nanoTime() > end) {
          return String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /** What it has seen so far. */
  Outcomes seen() {
    failure.ifPresent(
        e -> {
          throw new IllegalStateException("The oracle has stopped reading", e);
        });
    return seen;
  }

  /**
   * What it found.
   *
   * @param behind partitions whose group has not come to their end
   */
  Verdict verdict(Set<String> behind) {
    Outcomes kept = new Outcomes(inputs);
    List<String> unresolved = new ArrayList<>();
    try (CommittedRecords afterwards =
        CommittedRecords.of(
            cluster, Start.OLDEST, Stream.concat(OUTCOMES.stream(), JOBS.stream()).toList())) {
      afterwards.readToEnd(
          record -> {
            payloads(record).forEach(payload -> resolve(payload, unresolved));
            if (JOBS.stream().noneMatch(topic -> topic.name().equals(record.topic()))) {
              note(record, kept);
            }
          });
    }
    return new Verdict(
        union(seen().lost(), kept.lost()),
        union(seen().duplicated(), kept.duplicated()),
        union(seen().wrong(), kept.wrong()),
        unresolved,
        List.copyOf(behind));
  }

  private static List<String> union(List<String> one, List<String> other) {
    Set<String> all = new TreeSet<>(one);
    all.addAll(other);
    return List.copyOf(all);
  }

  private Stream<Payload> payloads(ConsumerRecord<byte[], byte[]> record) {
    String topic = record.topic();
    if (topic.equals(Topics.IMAGE_JOBS.name())) {
      return Stream.of(decode(imageJobs, record).getPayload());
    }
    if (topic.equals(Topics.PAGE_JOBS.name())) {
      return Stream.of(decode(pageJobs, record).getPayload());
    }
    if (topic.equals(Topics.DOCUMENT_RESULTS.name())) {
      DocumentResult document = decode(documents, record);
      return Stream.of(document.getText(), document.getMarkdown(), document.getJson())
          .filter(payload -> payload != null);
    }
    return Stream.of();
  }

  private void resolve(Payload payload, List<String> unresolved) {
    try {
      payloads.read(payload, Integer.MAX_VALUE);
    } catch (PayloadException e) {
      unresolved.add(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
