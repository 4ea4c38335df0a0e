package io.scriptorium.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.image.Fixtures;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.task.TaskOutcome.Done;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BundledReaderTest {
  private static final int END = 260;

  @Test
  void readsLinesAsTheReferenceDoes() throws Exception {
    Path folder = Fixtures.folder("models/reader-tiny");
    JsonNode greedy = Fixtures.json(folder.resolve("expected.json")).path("greedy");
    try (ModelTaskRunner runner =
        ModelTaskRunner.open(BundledModel.folder(), TaskSettings.defaults())) {
      List<CompletableFuture<TaskOutcome>> tasks = new ArrayList<>();
      for (int i = 0; i < greedy.size(); i++) {
        byte[] line = Files.readAllBytes(folder.resolve("lines/" + i + ".png"));
        tasks.add(runner.generate("", Optional.of(line), OptionalInt.empty()));
      }

      for (int i = 0; i < greedy.size(); i++) {
        TaskOutcome outcome = tasks.get(i).get(2, TimeUnit.MINUTES);
        assertThat(outcome).isInstanceOf(Done.class);
        assertThat(((Done) outcome).text().regions().get(0).line().text())
            .startsWith(text(greedy.get(i)));
      }
      assertThat(runner.model().name()).isEqualTo("reader-tiny");
      assertThat(runner.model().version()).matches("[0-9a-f]{12}");
      assertThat(runner.stageTimes().vision()).isPositive();
    }
  }

  private static String text(JsonNode tokens) {
    byte[] bytes = new byte[tokens.size()];
    int length = 0;
    while (length < bytes.length && tokens.get(length).asInt() != END) {
      bytes[length] = (byte) tokens.get(length).asInt();
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
