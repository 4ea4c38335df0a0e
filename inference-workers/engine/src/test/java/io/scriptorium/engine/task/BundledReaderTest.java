package io.scriptorium.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.constrain.ConstraintSpec;
import io.scriptorium.engine.image.Fixtures;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.sample.Sampling;
import io.scriptorium.engine.task.TaskOutcome.Done;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        tasks.add(runner.generate("", List.of(line), AnswerRules.USUAL));
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

  @Test
  void aLineCanBeReadByRules() throws Exception {
    Path folder = Fixtures.folder("models/reader-tiny");
    List<byte[]> line = List.of(Files.readAllBytes(folder.resolve("lines/0.png")));
    try (ModelTaskRunner runner =
        ModelTaskRunner.open(BundledModel.folder(), TaskSettings.defaults())) {
      String read =
          answers(runner, line, AnswerRules.USUAL.withStopStrings(List.of("\u0000"))).get(0).text();
      String first = read.substring(0, 1);

      assertThat(answers(runner, line, digits())).allMatch(it -> it.text().matches("[0-9]{4}"));
      assertThat(
              answers(
                  runner, line, AnswerRules.USUAL.withStopStrings(List.of(read.substring(3, 5)))))
          .singleElement()
          .matches(it -> it.text().equals(read.substring(0, 3)));
      assertThat(answers(runner, line, AnswerRules.USUAL.withSearch(new Search.Beams(3, 1, false))))
          .hasSize(3)
          .first()
          .matches(it -> it.text().startsWith(first));
      assertThat(
              answers(
                  runner,
                  line,
                  AnswerRules.USUAL
                      .withSampling(
                          Sampling.ofTemperature(1).withSeed(1).withTopLogProbabilities(2))
                      .withSearch(new Search.Samples(2))))
          .hasSize(2)
          .allMatch(it -> it.places().size() > 1)
          .allMatch(it -> it.places().stream().allMatch(each -> each.alternatives().size() == 2));
    }
  }

  private static AnswerRules digits() {
    return AnswerRules.USUAL.withConstraint(new ConstraintSpec.Regex("[0-9]{4}"));
  }

  private static List<ModelAnswer> answers(
      ModelTaskRunner runner, List<byte[]> line, AnswerRules rules) throws Exception {
    TaskOutcome outcome = runner.generate("", line, rules).get(2, TimeUnit.MINUTES);
    assertThat(outcome).isInstanceOf(Done.class);
    return ((Done) outcome).answers();
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
