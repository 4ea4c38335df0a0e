package io.scriptorium.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.JobState;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.Priority;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class AvroCodecTest {
  private final AvroCodec<PageJob> codec = Topics.PAGE_JOBS.codec();

  @Test
  void recordComesBackAsItWas() {
    PageJob job = pageJob();

    assertThat(codec.decode(codec.encode(job))).isEqualTo(job);
  }

  @Test
  void bytesBeginWithMarkerAndFingerprintOfTheSchema() {
    ByteBuffer bytes = ByteBuffer.wrap(codec.encode(pageJob())).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(bytes.get()).isEqualTo((byte) 0xC3);
    assertThat(bytes.get()).isEqualTo((byte) 0x01);
    assertThat(bytes.getLong())
        .isEqualTo(SchemaNormalization.parsingFingerprint64(PageJob.getClassSchema()));
  }

  @Test
  void bytesAreReadByAvrosOwnDecoder() throws Exception {
    PageJob job = pageJob();

    assertThat(PageJob.getDecoder().decode(codec.encode(job))).isEqualTo(job);
    assertThat(codec.decode(PageJob.getEncoder().encode(job).array())).isEqualTo(job);
  }

  @Test
  void serdeKeepsTombstones() {
    Serde<JobStatus> serde = Topics.JOB_STATUS.serde();
    JobStatus status =
        JobStatus.newBuilder()
            .setJobId("j")
            .setName("")
            .setState(JobState.READING)
            .setPagesRead(1)
            .setPagesFailed(0)
            .setUpdatedAt(Instant.ofEpochMilli(5))
            .build();

    assertThat(serde.serializer().serialize("t", null)).isNull();
    assertThat(serde.deserializer().deserialize("t", null)).isNull();
    assertThat(serde.deserializer().deserialize("t", serde.serializer().serialize("t", status)))
        .isEqualTo(status);
  }

  @Test
  void emptyAndForeignBytesAreUndecodable() {
    assertThatThrownBy(() -> codec.decode(new byte[0]))
        .isInstanceOf(UndecodableRecordException.class)
        .hasMessageContaining("Not a PageJob: 0 bytes");
    assertThatThrownBy(() -> codec.decode("{\"jobId\": \"x\"}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UndecodableRecordException.class)
        .hasMessageContaining("c301");
  }

  @Test
  void recordOfAnotherKindIsUndecodable() {
    byte[] other =
        Topics.IMAGE_JOBS
            .codec()
            .encode(
                ImageJob.newBuilder()
                    .setJobId("j")
                    .setName("n")
                    .setPayload(payload())
                    .setTask(task())
                    .setSubmittedAt(Instant.ofEpochMilli(5))
                    .build());

    assertThat(codec.tryDecode(other))
        .isInstanceOfSatisfying(
            Decoded.Undecodable.class,
            failure -> assertThat(failure.message()).contains("schema fingerprint"));
  }

  @Test
  void truncatedRecordIsUndecodableAtEveryLength() {
    byte[] bytes = codec.encode(pageJob());

    for (int length = 0; length < bytes.length; length++) {
      assertThat(codec.tryDecode(Arrays.copyOf(bytes, length)))
          .isInstanceOf(Decoded.Undecodable.class);
    }
    assertThat(codec.tryDecode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(Decoded.Undecodable.class);
  }

  @Test
  void damagedRecordsNeverThrowAnythingElse() {
    byte[] good = codec.encode(pageJob());
    Random random = new Random(7);

    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
        bad[10 + random.nextInt(bad.length - 10)] = (byte) random.nextInt(256);
      }
      if (codec.tryDecode(bad) instanceof Decoded.Undecodable<PageJob> failure) {
        assertThat(failure.message()).isNotBlank().doesNotContain("\n");
      }
    }
  }

  private static PageJob pageJob() {
    return PageJob.newBuilder()
        .setJobId("job-1")
        .setPage(3)
        .setPayload(payload())
        .setDpi(200)
        .setTask(task())
        .setPriority(Priority.HIGH)
        .setSubmittedAt(Instant.ofEpochMilli(1_700_000_000_123L))
        .build();
  }

  private static Payload payload() {
    return Payload.newBuilder()
        .setMediaType("image/png")
        .setContent(ByteBuffer.wrap(new byte[] {1, 2, 3}))
        .build();
  }

  private static Task task() {
    return Task.newBuilder().setKind(TaskKind.OCR).build();
  }
}
