package io.scriptorium.chaos;

import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.PageKey;
import io.scriptorium.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The jobs of a run: page jobs with random payloads, every fourth through the blob store. */
final class Payloads {
  private static final AvroCodec<PageJob> CODEC = Topics.PAGE_JOBS.codec();
  private static final int PAGES = 100;

  private final List<byte[]> payloads = new ArrayList<>();

  /**
   * Makes payloads.
   *
   * @param deadly so many of them end the process that begins them
   */
  Payloads(int count, int deadly, Random random) {
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[200];
      random.nextBytes(payload);
      payload[0] = 0;
      payloads.add(payload);
    }
    random
        .ints(0, count)
        .distinct()
        .limit(deadly)
        .forEach(i -> payloads.get(i)[0] = ChaosReader.DEADLY);
  }

  int count() {
    return payloads.size();
  }

  byte[] get(int job) {
    return payloads.get(job);
  }

  boolean isDeadly(int job) {
    return payloads.get(job)[0] == ChaosReader.DEADLY;
  }

  /** Number of the job that a page of a document is. */
  static int number(String jobId, int page) {
    return Integer.parseInt(jobId.substring(jobId.indexOf('-') + 1)) * PAGES + page - 1;
  }

  /** Submits all, evenly over a time; completes when the brokers have acknowledged the last. */
  CompletableFuture<Void> submit(String bootstrapServers, BlobStore blobs, Duration time) {
    return CompletableFuture.runAsync(
        () -> {
          try (Producer<byte[], byte[]> producer =
              JobProducer.kafkaProducer(Map.of("bootstrap.servers", bootstrapServers))) {
            List<Future<?>> written = new ArrayList<>();
            long begin = System.nanoTime();
            for (int job = 0; job < payloads.size(); job++) {
              long due = begin + time.toNanos() * job / payloads.size();
              Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())).toMillis());
              written.add(producer.send(record(job, blobs)));
            }
            for (Future<?> one : written) {
              one.get();
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (ExecutionException e) {
            throw new IllegalStateException("A job was not submitted", e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
          }
        });
  }

  private ProducerRecord<byte[], byte[]> record(int number, BlobStore blobs) throws IOException {
    byte[] payload = payloads.get(number);
    Payload.Builder carried = Payload.newBuilder().setMediaType("application/octet-stream");
    if (number % 4 == 0) {
      carried.setReference(blobs.put(payload));
    } else {
      carried.setContent(ByteBuffer.wrap(payload));
    }
    PageJob job =
        PageJob.newBuilder()
            .setJobId("chaos-" + number / PAGES)
            .setPage(number % PAGES + 1)
            .setPayload(carried.build())
            .setTask(Task.newBuilder().setKind(TaskKind.OCR).build())
            .setSubmittedAt(Instant.now())
            .build();
    byte[] key = new PageKey(job.getJobId(), job.getPage()).text().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(Topics.PAGE_JOBS.name(), key, CODEC.encode(job));
  }
}
