package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.StopStrings;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.text.IncrementalDecoder;
import io.scriptorium.engine.text.Tokenizer;
import io.scriptorium.engine.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stop strings in what the bundled model reads on real lines, with drafts and preemption. */
class StopStringSchedulesTest {
  private static Model model;
  private static Tokenizer tokenizer;
  private static List<Request> requests;
  private static List<String> expected;

  @BeforeAll
  static void load() {
    Torch.get().adoptThread();
    model = ModelLoader.load(BundledModel.folder(), ComputeType.FLOAT32, Device.cpu());
    tokenizer = Tokenizer.load(BundledModel.folder());
    requests = new ArrayList<>();
    expected = new ArrayList<>();
    List<Request> lines = new LineRequests().real(6);
    List<Completion> whole = run(model, settings(0), new SimpleMeterRegistry(), lines);
    for (int i = 0; i < lines.size(); i += 2) {
      String text = tokenizer.decode(whole.get(i).tokens());
      int middle = text.length() / 2;
      add(lines.get(i), text, text.substring(middle, middle + 4));
      add(lines.get(i), text, text.substring(text.length() - 1));
      add(lines.get(i), text, "\ufffd!");
    }
  }

  /** A request that ends at the string, and what it must answer. */
  private static void add(Request line, String text, String stop) {
    StopStrings strings =
        new StopStrings(List.of(stop, "never said"), () -> new IncrementalDecoder(tokenizer));
    requests.add(line.withStopRules(line.stopRules().withStopStrings(strings)));
    int start = text.indexOf(stop);
    expected.add(start < 0 ? text : text.substring(0, start));
  }

  @AfterAll
  static void close() {
    if (tokenizer != null) {
      tokenizer.close();
    }
    model.close();
  }

  @Test
  void answersWithoutDraftsEndBeforeTheirStrings() {
    assertAnswers(run(model, settings(0), new SimpleMeterRegistry(), requests));
  }

  @Test
  void draftsOfTheModelChangeNothing() {
    MeterRegistry registry = new SimpleMeterRegistry();

    assertAnswers(run(model, settings(2), registry, requests));

    assertThat(count(registry, "spec.decode.accepted.tokens")).isPositive();
  }

  @Test
  void draftsOfWhatWasSaidBeforeChangeNothing() {
    Model withoutModule =
        new ForwardingModel(model) {
          @Override
          public boolean drafts() {
            return false;
          }
        };
    MeterRegistry registry = new SimpleMeterRegistry();

    assertAnswers(run(withoutModule, settings(3), registry, requests));

    assertThat(count(registry, "spec.decode.draft.tokens")).isPositive();
  }

  @Test
  void preemptionChangesNothing() {
    int longest =
        requests.stream()
            .mapToInt(it -> it.prompt().length + it.maxNewTokens())
            .max()
            .orElseThrow();
    CacheSettings tight =
        CacheSettings.DEFAULT
            .withBytes((longest + 4) * model.shape().cacheBytesPerToken())
            .withBlockSize(1);
    MeterRegistry registry = new SimpleMeterRegistry();

    assertAnswers(run(model, settings(2).withCache(tight), registry, requests));

    assertThat(count(registry, "num.preemptions")).isPositive();
  }

  private static void assertAnswers(List<Completion> answers) {
    for (int i = 0; i < answers.size(); i++) {
      Completion answer = answers.get(i);
      assertThat(answer.text(tokenizer::decode)).isEqualTo(expected.get(i));
      assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
      int more = answer.beforeStopString().isPresent() ? 0 : 1;
      assertThat(answer.logProbabilities()).hasSize(answer.tokens().length + more);
      assertThat(tokenizer.decode(answer.tokens())).startsWith(expected.get(i));
    }
    assertThat(answers).anyMatch(it -> it.beforeStopString().isPresent());
    assertThat(answers).anyMatch(it -> it.beforeStopString().isEmpty());
  }

  private static double count(MeterRegistry registry, String name) {
    return registry.find("scriptorium." + name).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private static List<Completion> run(
      Model model, EngineSettings settings, MeterRegistry registry, List<Request> requests) {
    try (Engine engine =
        new Engine(model, settings, Torch.get().open(Device.cpu()), registry, "0")) {
      List<Sequence> sequences = requests.stream().map(engine::sequence).toList();
      sequences.forEach(engine::add);
      for (int step = 0; engine.hasWork(); step++) {
        engine.step();
        engine.checkIntegrity();
        assertThat(step).as("steps").isLessThan(5_000);
      }
      assertThat(sequences).allMatch(sequence -> sequence.answer().isDone());
      return sequences.stream().map(sequence -> sequence.answer().join()).toList();
    }
  }

  private static EngineSettings settings(int drafts) {
    return EngineSettings.defaults()
        .withSpeculation(Speculation.fixed(drafts))
        .withCacheBytes(16L << 20);
  }
}
