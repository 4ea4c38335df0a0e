package io.scriptorium.it;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.Priority;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.PageKey;
import io.scriptorium.schemas.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Writes page jobs and worse to the page topic. */
final class PageJobs implements AutoCloseable {
  private static final AvroCodec<PageJob> CODEC = Topics.PAGE_JOBS.codec();

  private final Producer<byte[], byte[]> producer;
  private final BlobStore blobs;

  PageJobs(String bootstrapServers, BlobStore blobs) {
    this(JobProducer.kafkaProducer(Map.of("bootstrap.servers", bootstrapServers)), blobs);
  }

  /** Takes the producer over. */
  PageJobs(Producer<byte[], byte[]> producer, BlobStore blobs) {
    this.producer = producer;
    this.blobs = blobs;
  }

  /** The pages 1 to {@code count} of a job, every other one through the blob store. */
  void submit(String jobId, int count) throws Exception {
    submit(jobId, 1, count);
  }

  /** Some pages of a job, from the first to the last, every other one through the blob store. */
  void submit(String jobId, int first, int last) throws Exception {
    List<Future<RecordMetadata>> written = new ArrayList<>();
    for (int page = first; page <= last; page++) {
      byte[] png = PageImages.png(page);
      written.add(write(job(jobId, page, page % 2 == 0 ? stored(png) : inline(png))));
    }
    for (Future<RecordMetadata> one : written) {
      one.get();
    }
  }

  /** Pages of a job of another priority than the usual. */
  void submit(Priority priority, String jobId, int count) throws Exception {
    List<Future<RecordMetadata>> written = new ArrayList<>();
    for (int page = 1; page <= count; page++) {
      PageJob usual = job(jobId, page, inline(PageImages.png(page)));
      written.add(write(PageJob.newBuilder(usual).setPriority(priority).build()));
    }
    for (Future<RecordMetadata> one : written) {
      one.get();
    }
  }

  /** A page with an idempotency key, on the partition of its own job; not waited for. */
  void submitKeyed(String jobId, String idempotencyKey) {
    PageJob usual = job(jobId, 1, inline(PageImages.png(1)));
    var unused =
        write(
            PageJob.newBuilder(usual).setTenant("press").setIdempotencyKey(idempotencyKey).build());
  }

  void flush() {
    producer.flush();
  }

  void submit(String jobId, int page, Payload payload) throws Exception {
    write(job(jobId, page, payload)).get();
  }

  /** The first page of a job, with a task of its own. */
  void submit(String jobId, Task task) throws Exception {
    submit(jobId, job -> job.setTask(task));
  }

  /** The first page of a job that is somehow different. */
  void submit(String jobId, UnaryOperator<PageJob.Builder> difference) throws Exception {
    PageJob usual = job(jobId, 1, inline(PageImages.png(1)));
    write(difference.apply(PageJob.newBuilder(usual)).build()).get();
  }

  void submitGarbage(byte[] key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(Topics.PAGE_JOBS.name(), key, value)).get();
  }

  BlobReference blob(byte[] content) throws IOException {
    return blobs.put(content);
  }

  static Payload inline(byte[] png) {
    return Payload.newBuilder().setMediaType("image/png").setContent(ByteBuffer.wrap(png)).build();
  }

  static Payload reference(BlobReference reference) {
    return Payload.newBuilder().setMediaType("image/png").setReference(reference).build();
  }

  static Task task(TaskKind kind) {
    return Task.newBuilder().setKind(kind).build();
  }

  private Payload stored(byte[] png) throws IOException {
    return reference(blob(png));
  }

  private static PageJob job(String jobId, int page, Payload payload) {
    return PageJob.newBuilder()
        .setJobId(jobId)
        .setPage(page)
        .setPayload(payload)
        .setTask(task(TaskKind.OCR))
        .setSubmittedAt(Instant.now())
        .build();
  }

  private Future<RecordMetadata> write(PageJob job) {
    byte[] key = new PageKey(job.getJobId(), job.getPage()).text().getBytes(StandardCharsets.UTF_8);
    String topic = Topics.PAGE_LANES.of(job.getPriority()).name();
    return producer.send(new ProducerRecord<>(topic, key, CODEC.encode(job)));
  }

  @Override
  public void close() {
    producer.close();
  }
}
