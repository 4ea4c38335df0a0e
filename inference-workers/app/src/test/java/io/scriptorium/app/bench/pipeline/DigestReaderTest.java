package io.scriptorium.app.bench.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.task.AnswerRules;
import io.scriptorium.engine.task.OcrLayout;
import io.scriptorium.engine.task.TaskKind;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DigestReaderTest {
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private final DigestReader reader = new DigestReader(new PrintStream(told, true, UTF_8));

  private TaskOutcome submit(byte[] image) {
    return reader
        .submit(
            new TaskRequest(
                image, TaskKind.OCR, OcrLayout.AUTO, Optional.empty(), AnswerRules.USUAL))
        .join();
  }

  @Test
  void answersADigest() {
    reader.begin(2, 1);

    TaskOutcome.Done one = (TaskOutcome.Done) submit(new byte[] {1, 2});
    TaskOutcome.Done other = (TaskOutcome.Done) submit(new byte[] {2, 1});

    assertThat(one.text().text()).isEqualTo(DigestReader.text(new byte[] {1, 2}));
    assertThat(other.text().text()).isNotEqualTo(one.text().text());
  }

  @Test
  void tellsOfTheCostAtTheBeginningAndAfterEachPart() {
    reader.begin(7, 3);
    for (int i = 0; i < 7; i++) {
      submit(new byte[] {1});
    }

    assertThat(told.toString(UTF_8).lines().map(line -> CostPoint.parse(line).orElseThrow()))
        .extracting(CostPoint::jobs)
        .containsExactly(0L, 2L, 4L, 6L);
  }

  @Test
  void takesTasksOnlyWithinABatch() {
    assertThat(reader.hasRoom()).isFalse();
    reader.begin(1, 1);
    assertThat(reader.hasRoom()).isTrue();
    submit(new byte[] {1});
    assertThat(reader.hasRoom()).as("room for what comes again").isTrue();
    reader.hold();
    assertThat(reader.hasRoom()).isFalse();
  }
}
