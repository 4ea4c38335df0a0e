package io.scriptorium.assembler;

import static io.scriptorium.assembler.AssemblyBench.bytes;
import static io.scriptorium.assembler.Records.manifest;
import static io.scriptorium.assembler.Records.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectedRecordsTest {
  private AssemblyBench bench;

  @BeforeEach
  void open(@TempDir Path folder) {
    bench = AssemblyBench.in(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void keepsUndecodableBytesInADeadLetterAndGoesOn() {
    byte[] whole = bench.encode(page("a", 1, "text"));
    byte[] damaged = Arrays.copyOf(whole, whole.length - 1);

    bench.sendManifest(bytes("a"), bytes("not avro"));
    bench.sendPage(bytes("a"), damaged);
    bench.sendPage(bytes("a"), null);
    bench.sendPage(null, null);

    assertThat(bench.deadLetters())
        .hasSize(4)
        .allSatisfy(
            letter -> {
              assertThat(letter.getStage()).isEqualTo("assembler");
              assertThat(letter.getFailure().getReason())
                  .isEqualTo(FailureReason.UNDECODABLE_RECORD);
              assertThat(letter.getJobId()).isNull();
            })
        .first()
        .satisfies(
            letter -> {
              assertThat(letter.getTopic()).isEqualTo(Topics.DOCUMENT_MANIFESTS.name());
              assertThat(letter.getOffset()).isZero();
              assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(bytes("a")));
              assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(bytes("not avro")));
            });
    bench.send(manifest("a", 1));
    bench.send(page("a", 1, "text"));
    assertThat(bench.results()).hasSize(1);
  }

  @Test
  void rejectsRecordsUnderAnotherKeyThanTheirJob() {
    bench.sendPage(bytes("b"), bench.encode(page("a", 1, "text")));

    DeadLetter letter = assertThat(bench.deadLetters()).singleElement().actual();
    assertThat(letter.getFailure().getReason()).isEqualTo(FailureReason.INVALID_JOB);
    assertThat(letter.getJobId()).isEqualTo("a");
  }

  @Test
  void rejectsPageNumbersThatCannotBe() {
    bench.send(page("a", 0, "text"));
    bench.send(page("a", 100_000_000, "text"));

    assertThat(bench.deadLetters()).hasSize(2);
    assertThat(bench.rows("states")).isZero();
  }
}
