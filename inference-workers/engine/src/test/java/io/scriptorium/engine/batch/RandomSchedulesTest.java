package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.Urgency;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.model.ModelSource;
import io.scriptorium.engine.model.deepseek.DeepSeek;
import io.scriptorium.engine.parity.Fixtures;
import io.scriptorium.engine.sample.Sampling;
import io.scriptorium.engine.torch.Torch;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In 32 bits a request's answer does not depend on what else runs, in which chunks and blocks, on
 * preemption, cached prefixes or drafts.
 */
class RandomSchedulesTest {
  private static final int ROUNDS = 12;

  @Test
  void answersOfTheBundledReaderAreTheSameWhateverTheSchedule() {
    checkModel(BundledModel.folder(), Prompts.ofLines());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deepseek-v2",
        "deepseek-v2-lite",
        "deepseek-v3-mtp",
        "gpt2",
        "llama2-dynamic-ntk",
        "llama2-mha",
        "llama2-mqa",
        "qwen2",
        "qwen2-vl",
        "qwen2.5-vl"
      })
  void answersOfToyModelsAreTheSameWhateverTheSchedule(String fixture) {
    Path folder = Fixtures.folder("parity/models").resolve(fixture);
    checkModel(folder, Prompts.ofTokens(fixture.endsWith("-vl") ? 60 : 90));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blip-captioning",
        "instructblip",
        "llava-1.5",
        "llava-next",
        "qwen-vl",
        "qwen2-vl",
        "qwen2.5-vl"
      })
  void answersToImagesAreTheSameWhateverTheSchedule(String fixture) {
    String folder = "parity/models/" + fixture;
    Torch.get().adoptThread();
    try (Model model =
        ModelLoader.load(Fixtures.folder(folder), ComputeType.FLOAT32, Device.cpu())) {
      List<Request> once = Fixtures.requests(folder, 8, model);
      List<Request> requests = new ArrayList<>(once);
      requests.addAll(once);
      requests.add(once.get(0).withSearch(new Search.Beams(3, 1, false)));
      Sampling seeded = Sampling.ofTemperature(1).withSeed(7);
      requests.add(once.get(1).withSampling(seeded).withSearch(new Search.Samples(2)));

      check(model, requests);
    }
  }

  /** With so many keys, rows that lie side by side are read in their places. */
  @Test
  void answersToLargeImagesAreTheSameWhateverTheSchedule(@TempDir Path folder) {
    Torch.get().adoptThread();
    Random random = new Random(29);
    try (Model model =
        ModelLoader.load(Fixtures.blipOfLargeImages(folder), ComputeType.FLOAT32, Device.cpu())) {
      List<Request> requests = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        FloatBuffer pixels = FloatBuffer.allocate(100 * 588);
        while (pixels.hasRemaining()) {
          pixels.put((float) random.nextGaussian());
        }
        List<PixelValues> image = List.of(new PixelValues(pixels.flip(), 1, 10, 10));
        int[] text = random.ints(1 + i, 1, 250).toArray();
        int[] prompt = model.images().orElseThrow().before(text, image);
        requests.add(new Request(prompt, image, 10, Set.of()));
      }
      requests.add(requests.get(0).withSearch(new Search.Beams(3, 1, false)));

      check(model, requests);
    }
  }

  @Test
  void answersOfAModelWithASlidingWindowAreTheSameWhateverTheSchedule(@TempDir Path folder) {
    Fixtures.edited(
        "parity/models/qwen2",
        folder,
        config ->
            config
                .put("use_sliding_window", true)
                .put("sliding_window", 7)
                .put("max_window_layers", 1));

    checkModel(folder, Prompts.ofTokens(90));
  }

  @Test
  void answersAreTheSameWhereSomeSegmentsProjectCachedKeysAndOthersDoNot() {
    Path folder = Fixtures.folder("parity/models").resolve("deepseek-v3-mtp");
    ModelSource source =
        new ModelSource(folder, ConfigNode.read(folder), ComputeType.FLOAT32, Device.cpu());

    check(() -> DeepSeek.expandingFrom(3).load(source), Prompts.ofTokens(90));
  }

  private static void checkModel(Path folder, List<Request> requests) {
    check(() -> ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu()), requests);
  }

  private static void check(Supplier<Model> loader, List<Request> requests) {
    Torch.get().adoptThread();
    try (Model model = loader.get()) {
      check(model, requests);
    }
  }

  private static void check(Model model, List<Request> requests) {
    List<int[]> alone =
        requests.stream().map(request -> run(model, plain(), List.of(request)).get(0)).toList();
    Random random = new Random(17);
    for (int round = 0; round < ROUNDS; round++) {
      EngineSettings settings = settings(random, model, requests);
      List<Integer> order = new ArrayList<>(IntStream.range(0, requests.size()).boxed().toList());
      Collections.shuffle(order, random);
      List<int[]> answers = run(model, settings, order.stream().map(requests::get).toList());
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i))
            .as("request %d with %s", order.get(i), settings)
            .containsExactly(alone.get(order.get(i)));
      }
    }
  }

  private static EngineSettings plain() {
    return EngineSettings.defaults()
        .withSpeculation(Speculation.OFF)
        .withCache(CacheSettings.DEFAULT.withBytes(16L << 20).withPrefixCache(PrefixCache.OFF));
  }

  /** Small caches force preemption; few tokens a step force chunks. */
  private static EngineSettings settings(Random random, Model model, List<Request> requests) {
    int longest =
        requests.stream().mapToInt(r -> r.prompt().length + r.maxNewTokens()).max().orElseThrow();
    int blockSize = List.of(1, 4, 16).get(random.nextInt(3));
    int tokens = longest + blockSize + random.nextInt(2 * longest);
    int sequences = 1 + random.nextInt(8);
    return EngineSettings.defaults()
        .withLimits(new BatchLimits(sequences, sequences + random.nextInt(64), 64))
        .withSpeculation(
            random.nextInt(4) == 0 ? Speculation.adaptive() : Speculation.fixed(random.nextInt(4)))
        .withCache(
            CacheSettings.DEFAULT
                .withBytes(tokens * model.shape().cacheBytesPerToken())
                .withBlockSize(blockSize)
                .withPrefixCache(random.nextBoolean() ? PrefixCache.ON : PrefixCache.OFF));
  }

  private static List<int[]> run(Model model, EngineSettings settings, List<Request> requests) {
    try (Engine engine = new Engine(model, settings, Torch.get().open(Device.cpu()))) {
      List<Sequence> sequences = requests.stream().map(engine::sequence).toList();
      int added = 0;
      for (int step = 0; added < sequences.size() || engine.hasWork(); step++) {
        if (added < sequences.size() && step % 2 == 0) {
          engine.add(sequences.get(added++));
        }
        engine.step();
        engine.checkIntegrity();
        assertThat(step).as("steps").isLessThan(20_000);
      }
      return sequences.stream()
          .map(sequence -> sequence.answer().join())
          .map(RandomSchedulesTest::tokens)
          .toList();
    }
  }

  /** Tokens of all answers, one after the other. */
  private static int[] tokens(Completion completion) {
    return IntStream.concat(
            IntStream.of(completion.tokens()),
            completion.others().stream().flatMapToInt(other -> IntStream.of(other.tokens())))
        .toArray();
  }

  @Test
  void tenThousandStepsOfAddingCancellingAndPreemptingLoseNoBlock() {
    Torch.get().adoptThread();
    Random random = new Random(3);
    List<Request> prompts = Prompts.ofLines();
    try (Model model = ModelLoader.load(BundledModel.folder(), ComputeType.FLOAT32, Device.cpu());
        Engine engine =
            new Engine(
                model,
                EngineSettings.defaults()
                    .withLimits(new BatchLimits(6, 24, 64))
                    .withSpeculation(Speculation.fixed(1))
                    .withCache(
                        CacheSettings.DEFAULT
                            .withBytes(160 * model.shape().cacheBytesPerToken())
                            .withBlockSize(4)),
                Torch.get().open(Device.cpu()))) {
      List<Sequence> sequences = new ArrayList<>();
      for (int step = 0; step < 10_000; step++) {
        if (random.nextInt(3) == 0) {
          Urgency urgency = Urgency.of(random.nextInt(3));
          Request request = prompts.get(random.nextInt(prompts.size()));
          Sequence sequence = engine.sequence(request.withUrgency(urgency));
          sequences.add(sequence);
          engine.add(sequence);
        }
        if (!sequences.isEmpty() && random.nextInt(6) == 0) {
          sequences.get(random.nextInt(sequences.size())).answer().cancel(false);
        }
        sequences.removeIf(sequence -> sequence.answer().isDone());
        engine.step();
        engine.checkIntegrity();
        while (sequences.size() > 40) {
          sequences.remove(0).answer().cancel(false);
        }
      }
      sequences.forEach(sequence -> sequence.answer().cancel(false));
      engine.step();
      engine.checkIntegrity();
      assertThat(engine.hasWork()).isFalse();
      assertThat(engine.usedBlocks()).isZero();
    }
  }

  @Test
  void aRequestPastItsDeadlineEndsAndFreesItsPlace() {
    Torch.get().adoptThread();
    try (Model model = ModelLoader.load(BundledModel.folder(), ComputeType.FLOAT32, Device.cpu());
        Engine engine = new Engine(model, plain(), Torch.get().open(Device.cpu()))) {
      Instant past = Instant.now().minus(Duration.ofSeconds(1));
      Sequence late =
          engine.sequence(
              new Request(new int[] {65}, List.of(), 500, Set.of())
                  .withUrgency(Urgency.USUAL.until(past)));
      engine.add(late);
      engine.step();

      assertThat(late.answer().join().finishReason()).isEqualTo(FinishReason.DEADLINE);
      assertThat(engine.hasWork()).isFalse();
    }
  }
}
