package io.scriptorium.producers.job;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.scriptorium.avro.DocumentJob;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.Payload;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.IdempotencyKey;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.schemas.telemetry.Telemetry;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Submits jobs: the bytes first, the record second, so that whoever sees the record finds the
 * bytes. Submitting the same idempotency key again is the same job. Safe for use by several
 * threads.
 */
public final class JobProducer implements AutoCloseable {
  private static final AvroCodec<DocumentJob> DOCUMENTS = Topics.DOCUMENT_JOBS.codec();
  private static final AvroCodec<ImageJob> IMAGES = Topics.IMAGE_JOBS.codec();

  private final Producer<byte[], byte[]> producer;
  private final PayloadStore payloads;
  private final Clock clock;
  private final long maxBytes;
  private final RecordTraces traces;

  /**
   * Takes the producer over.
   *
   * @param maxBytes longest file in bytes
   */
  public JobProducer(
      Producer<byte[], byte[]> producer, PayloadStore payloads, Clock clock, long maxBytes) {
    this(producer, payloads, clock, maxBytes, Telemetry.none().traces());
  }

  /**
   * The same with a span for each job, which its record carries: a part of the current span, or a
   * trace of its own.
   */
  public JobProducer(
      Producer<byte[], byte[]> producer,
      PayloadStore payloads,
      Clock clock,
      long maxBytes,
      RecordTraces traces) {
    this.producer = producer;
    this.payloads = payloads;
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.traces = traces;
  }

  /**
   * A Kafka producer as jobs need it: idempotent, acknowledged by all replicas in sync.
   *
   * @param connection Kafka's own settings, {@code bootstrap.servers} at least
   */
  public static Producer<byte[], byte[]> kafkaProducer(Map<String, Object> connection) {
    return kafkaProducer(connection, RecordFormat.SINGLE_OBJECT);
  }

  /** The same for records of a format. */
  public static Producer<byte[], byte[]> kafkaProducer(
      Map<String, Object> connection, RecordFormat format) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE_BYTES);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), format.serializer());
  }

  /**
   * Submits a document.
   *
   * @param pages which pages, e.g. {@code 1-3,7,9-}; empty: all
   * @return the job's id, once the brokers have the record; fails with Kafka's exception
   * @throws SubmitException if the bytes cannot be read or are too many
   * @throws IOException if the blob store cannot be written
   */
  public CompletableFuture<String> submitDocument(
      JobSource source, Optional<String> pages, JobOptions options)
      throws SubmitException, IOException {
    String jobId = jobId(options);
    DocumentJob job =
        DocumentJob.newBuilder()
            .setJobId(jobId)
            .setName(source.name())
            .setPayload(payload(source))
            .setPages(pages.orElse(null))
            .setTask(options.task())
            .setPriority(options.schedule().priority())
            .setTenant(options.schedule().tenant())
            .setIdempotencyKey(options.idempotencyKey().orElse(null))
            .setSubmittedAt(Instant.now(clock))
            .setDeadline(options.schedule().deadline().orElse(null))
            .setAttributes(options.attributes())
            .build();
    return send(
        Topics.DOCUMENT_LANES.of(options.schedule().priority()),
        jobId,
        jobId,
        DOCUMENTS.encode(job));
  }

  /**
   * Submits an image, or a text.
   *
   * @return the job's id, once the brokers have the record; fails with Kafka's exception
   * @throws SubmitException if the bytes cannot be read or are too many
   * @throws IOException if the blob store cannot be written
   */
  public CompletableFuture<String> submitImage(JobSource source, JobOptions options)
      throws SubmitException, IOException {
    return submitImage(source, List.of(), options);
  }

  /**
   * Submits several images that are asked about together.
   *
   * @param further those after the first
   * @return the job's id, once the brokers have the record; fails with Kafka's exception
   * @throws SubmitException if the bytes cannot be read or are too many
   * @throws IOException if the blob store cannot be written
   */
  public CompletableFuture<String> submitImage(
      JobSource source, List<JobSource> further, JobOptions options)
      throws SubmitException, IOException {
    String jobId = jobId(options);
    Payload first = payload(source);
    List<Payload> others = new ArrayList<>();
    for (JobSource other : further) {
      others.add(payload(other));
    }
    ImageJob job =
        ImageJob.newBuilder()
            .setJobId(jobId)
            .setName(source.name())
            .setPayload(first)
            .setFurtherImages(others)
            .setTask(options.task())
            .setPriority(options.schedule().priority())
            .setTenant(options.schedule().tenant())
            .setIdempotencyKey(options.idempotencyKey().orElse(null))
            .setSubmittedAt(Instant.now(clock))
            .setDeadline(options.schedule().deadline().orElse(null))
            .setAttributes(options.attributes())
            .build();
    return send(
        Topics.IMAGE_LANES.of(options.schedule().priority()),
        jobId,
        options.key().map(IdempotencyKey::text).orElse(jobId),
        IMAGES.encode(job));
  }

  /** Waits until everything submitted so far is acknowledged or has failed. */
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }

  private static String jobId(JobOptions options) {
    return options.identity().orElseGet(() -> UUID.randomUUID().toString());
  }

  private Payload payload(JobSource source) throws SubmitException, IOException {
    String mediaType =
        Objects.requireNonNullElse(
            URLConnection.guessContentTypeFromName(source.name()), "application/octet-stream");
    if (source instanceof JobSource.File file) {
      checkFile(file);
      return payloads.store(file.path(), mediaType);
    }
    byte[] content = ((JobSource.Bytes) source).content();
    checkLength(source.name(), content.length);
    return payloads.store(content, mediaType);
  }

  private void checkFile(JobSource.File file) throws SubmitException {
    Path path = file.path();
    try {
      checkLength(file.name(), Files.size(path));
      if (!Files.isRegularFile(path)) {
        throw new SubmitException(
            FailureReason.UNREADABLE_SOURCE, "Cannot read %s: not a file".formatted(file.name()));
      }
      Files.newInputStream(path).close();
    } catch (NoSuchFileException e) {
      throw unreadable(file, "no such file", e);
    } catch (AccessDeniedException e) {
      throw unreadable(file, "permission denied", e);
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage()), e);
    }
  }

  private void checkLength(String name, long length) throws SubmitException {
    if (length > maxBytes) {
      throw new SubmitException(
          FailureReason.TOO_MANY_BYTES,
          "%s has %,d bytes, the limit is %,d".formatted(name, length, maxBytes));
    }
  }

  private static SubmitException unreadable(JobSource.File file, String why, IOException cause) {
    return new SubmitException(
        FailureReason.UNREADABLE_SOURCE, "Cannot read %s: %s".formatted(file.name(), why), cause);
  }

  private CompletableFuture<String> send(
      Topic<?> topic, String jobId, String recordKey, byte[] value) {
    CompletableFuture<String> sent = new CompletableFuture<>();
    byte[] key = recordKey.getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.name(), key, value);
    Span span = traces.produce(record).setAttribute("scriptorium.job.id", jobId);
    var unused =
        producer.send(
            record,
            (place, failure) -> {
              if (failure != null) {
                span.setStatus(StatusCode.ERROR, failure.toString());
              }
              span.end();
              if (failure == null) {
                sent.complete(jobId);
              } else {
                sent.completeExceptionally(failure);
              }
            });
    return sent;
  }
}
