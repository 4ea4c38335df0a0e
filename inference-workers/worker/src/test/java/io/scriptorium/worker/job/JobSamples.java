package io.scriptorium.worker.job;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.layout.ReadLine;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskUsage;
import io.scriptorium.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Jobs and outcomes for tests. */
public final class JobSamples {
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private JobSamples() {}

  public static Payload inline() {
    return Payload.newBuilder()
        .setMediaType("image/png")
        .setContent(ByteBuffer.wrap(new byte[] {1, 2, 3}))
        .build();
  }

  public static Payload reference(long size) {
    return Payload.newBuilder()
        .setMediaType("image/png")
        .setReference(new BlobReference("file:///blobs/sha256/00/00", size, "00"))
        .build();
  }

  public static Task ocr() {
    return Task.newBuilder().setKind(TaskKind.OCR).build();
  }

  public static PageJob.Builder page(int page) {
    return PageJob.newBuilder()
        .setJobId("job")
        .setPage(page)
        .setPayload(inline())
        .setTask(ocr())
        .setSubmittedAt(NOW);
  }

  public static ImageJob.Builder image() {
    return ImageJob.newBuilder()
        .setJobId("picture")
        .setName("picture.png")
        .setPayload(inline())
        .setTask(Task.newBuilder().setKind(TaskKind.CAPTION).build())
        .setSubmittedAt(NOW);
  }

  public static ConsumerRecord<byte[], byte[]> record(PageJob job, int partition, long offset) {
    byte[] key = (job.getJobId() + "/" + job.getPage()).getBytes(StandardCharsets.UTF_8);
    return record(partition, offset, key, Topics.PAGE_JOBS.codec().encode(job));
  }

  public static ConsumerRecord<byte[], byte[]> record(
      int partition, long offset, byte[] key, byte[] value) {
    return new ConsumerRecord<>(Topics.PAGE_JOBS.name(), partition, offset, key, value);
  }

  public static TaskOutcome.Done done(String text) {
    return done(
        new PageText(
            text,
            text,
            List.of(
                new PageText.Region(
                    new ReadLine(new Box(1, 2, 30, 12), text, 0.9f),
                    0,
                    OptionalInt.empty(),
                    OptionalInt.empty()))));
  }

  public static TaskOutcome.Done done(PageText text) {
    return new TaskOutcome.Done(
        text,
        OptionalDouble.of(0.9),
        100,
        200,
        "ocr-lines/1",
        new TaskUsage(
            1,
            2,
            3,
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(3),
            Duration.ofMillis(4)),
        List.of());
  }
}
