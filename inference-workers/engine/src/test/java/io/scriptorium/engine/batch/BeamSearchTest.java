package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.Urgency;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.sample.Sampling;
import io.scriptorium.engine.torch.Torch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several answers of a request, and the blocks that they share. */
class BeamSearchTest {
  private static final int[] PROMPT = "The quick brown".chars().toArray();

  private static Model model;

  @BeforeAll
  static void load() {
    Torch.get().adoptThread();
    model = ModelLoader.load(BundledModel.folder(), ComputeType.FLOAT32, Device.cpu());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void oneBeamIsTheGreedyAnswer() {
    Completion greedy = answer(request(9, Set.of()));

    Completion beam = answer(request(9, Set.of()).withSearch(new Search.Beams(1, 1, false)));

    assertThat(beam.tokens()).containsExactly(greedy.tokens());
    assertThat(beam.others()).isEmpty();
  }

  @Test
  void aWideSearchFindsAnAnswerAtLeastAsGoodAsTheGreedyOne() {
    Search.Beams wide = new Search.Beams(40, 1, false);

    Completion best = answer(request(2, Set.of()).withSearch(wide));

    assertThat(best.others()).hasSize(39);
    assertThat(scores(best, wide)).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(scores(best, wide).get(0))
        .isGreaterThanOrEqualTo(scores(answer(request(2, Set.of())), wide).get(0));
  }

  @Test
  void anAnswerThatEndsIsRankedByItsLength() {
    int stop = answer(request(3, Set.of())).tokens()[1];
    Search.Beams favoursShort = new Search.Beams(3, -2, false);
    Search.Beams favoursLong = new Search.Beams(3, 4, false);

    Completion first = answer(request(9, Set.of(stop)).withSearch(favoursShort));
    Completion second = answer(request(9, Set.of(stop)).withSearch(favoursLong));

    assertThat(first.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(first.tokens()).doesNotContain(stop);
    assertThat(first.logProbabilities()).hasSize(first.tokens().length + 1);
    assertThat(second.logProbabilities().length).isGreaterThan(first.logProbabilities().length);
    assertThat(scores(first, favoursShort)).isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void earlyStoppingEndsWithAsManyAnswersAsBeams() {
    int[] greedy = answer(request(9, Set.of())).tokens();

    Completion answer =
        answer(
            request(9, Set.of(greedy[0], greedy[1], (int) 'e', (int) ' '))
                .withSearch(new Search.Beams(2, 1, true)));

    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.others()).hasSize(1);
  }

  @Test
  void aSampleIsTheAnswerThatItsSeedGivesAlone() {
    Sampling sampling = Sampling.ofTemperature(1.2).withSeed(5);

    Completion all =
        answer(request(8, Set.of()).withSampling(sampling).withSearch(new Search.Samples(3)));

    assertThat(all.others()).hasSize(2);
    for (int i = 0; i < 3; i++) {
      Completion alone = answer(request(8, Set.of()).withSampling(sampling.withSeed(5 + i)));
      Completion sample = i == 0 ? all : all.others().get(i - 1);
      assertThat(sample.tokens()).as("sample %d", i).containsExactly(alone.tokens());
    }
  }

  @Test
  void cancellingARequestEndsAllOfItsBeams() {
    try (Engine engine = engine()) {
      Sequence sequence =
          engine.sequence(request(50, Set.of()).withSearch(new Search.Beams(4, 1, false)));
      engine.add(sequence);
      engine.step();
      engine.step();
      assertThat(engine.usedBlocks()).isPositive();

      sequence.answer().cancel(false);
      engine.step();

      engine.checkIntegrity();
      assertThat(engine.hasWork()).isFalse();
      assertThat(engine.usedBlocks()).isZero();
    }
  }

  @Test
  void aRequestThatEndsBeforeItsSamplesBeginIsAnswered() {
    try (Engine engine = engine()) {
      Urgency late = Urgency.USUAL.until(Instant.now().minusSeconds(1));
      Sequence sequence =
          engine.sequence(request(5, Set.of()).withUrgency(late).withSearch(new Search.Samples(3)));
      engine.add(sequence);

      engine.step();

      assertThat(sequence.answer())
          .isCompletedWithValueMatching(it -> it.finishReason() == FinishReason.DEADLINE);
      assertThat(engine.hasWork()).isFalse();
    }
  }

  @Test
  void beamsOfRandomAnswersAreRefused() {
    Request sampled = request(3, Set.of()).withSampling(Sampling.ofTemperature(1));

    assertThatThrownBy(() -> sampled.withSearch(new Search.Beams(2, 1, false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("most probable");
  }

  private static List<Double> scores(Completion best, Search.Beams search) {
    List<Completion> all = new ArrayList<>(List.of(best));
    all.addAll(best.others());
    return all.stream()
        .map(
            answer -> {
              double sum = 0;
              for (float logProbability : answer.logProbabilities()) {
                sum += logProbability;
              }
              return search.score(sum, answer.logProbabilities().length);
            })
        .toList();
  }

  private static Request request(int maxNewTokens, Set<Integer> stopTokens) {
    return new Request(Arrays.copyOf(PROMPT, PROMPT.length), List.of(), maxNewTokens, stopTokens);
  }

  private static Completion answer(Request request) {
    try (Engine engine = engine()) {
      Sequence sequence = engine.sequence(request);
      engine.add(sequence);
      while (engine.hasWork()) {
        engine.step();
        engine.checkIntegrity();
      }
      assertThat(engine.usedBlocks()).isZero();
      return sequence.answer().join();
    }
  }

  private static Engine engine() {
    return new Engine(
        model,
        EngineSettings.defaults()
            .withSpeculation(Speculation.fixed(1))
            .withCache(CacheSettings.DEFAULT.withBytes(4L << 20).withBlockSize(4)),
        Torch.get().open(Device.cpu()));
  }
}
