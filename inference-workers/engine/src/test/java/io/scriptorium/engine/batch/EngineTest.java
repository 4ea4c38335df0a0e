package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.Torch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Steps of an engine on the bundled model, computing in 32 bits. */
class EngineTest {
  private static final int IMAGE = 258;
  private static final int END = 260;
  private static final BatchLimits WIDE = new BatchLimits(64, 2048, 4096);

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
  void aRequestGetsTheSameTokensAloneAndInAnyBatch() {
    List<Request> requests = requests(12);
    List<int[]> alone = new ArrayList<>();
    for (Request request : requests) {
      alone.add(run(WIDE, List.of(request)).get(0).tokens());
    }

    List<Completion> together = run(WIDE, requests);
    List<Completion> crowded = run(new BatchLimits(5, 16, 100), requests);

    for (int i = 0; i < requests.size(); i++) {
      assertThat(together.get(i).tokens()).as("together %d", i).containsExactly(alone.get(i));
      assertThat(crowded.get(i).tokens()).as("in chunks %d", i).containsExactly(alone.get(i));
    }
  }

  @Test
  void grayPatchesGiveWhatTheirRepetitionGives() {
    float[] gray = noise(new Random(7), 8 * 196);
    float[] repeated = new float[8 * 1176];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = gray[i / 1176 * 196 + i % 196];
    }

    Completion once = run(WIDE, List.of(request(gray, 2, 20))).get(0);
    Completion sixTimes = run(WIDE, List.of(request(repeated, 2, 20))).get(0);

    assertThat(once.tokens()).containsExactly(sixTimes.tokens());
  }

  @Test
  void anAnswerEndsAtItsStopTokenWhichIsNotPartOfIt() {
    Request first = request(noise(new Random(3), 8 * 196), 2, 1);
    int token = run(WIDE, List.of(first)).get(0).tokens()[0];

    Completion stopped =
        run(WIDE, List.of(new Request(first.prompt(), first.images(), 10, Set.of(token)))).get(0);

    assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(stopped.tokens()).isEmpty();
    assertThat(stopped.logProbabilities()).hasSize(1);
    assertThat(stopped.logProbabilities()[0]).isBetween(-6f, 0f);
  }

  @Test
  void anAnswerEndsAtItsLength() {
    Completion completion =
        run(WIDE, List.of(new Request(new int[] {65}, List.of(), 5, Set.of()))).get(0);

    assertThat(completion.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(completion.tokens()).hasSize(5);
    assertThat(completion.logProbabilities()).hasSize(5);
  }

  @Test
  void aListenerHearsOfEachTokenOnceInOrder() {
    List<Integer> heard = new ArrayList<>();
    Request request = new Request(new int[] {65, 66, 65, 66}, List.of(), 40, Set.of());

    Completion completion = run(WIDE, List.of(request.withListener(heard::add))).get(0);

    assertThat(heard.stream().mapToInt(token -> token).toArray())
        .containsExactly(completion.tokens());
  }

  @Test
  void badPromptsAreRefusedWithAReason() {
    try (Engine engine = engine(WIDE)) {
      assertRefused(engine, new Request(new int[] {272}, List.of(), 1, Set.of()), "vocabulary");
      assertRefused(engine, new Request(new int[] {IMAGE}, List.of(), 1, Set.of()), "image tokens");
      PixelValues image = new PixelValues(FloatBuffer.allocate(4 * 196), 1, 2, 2);
      assertRefused(
          engine, new Request(new int[] {1, 2}, List.of(image), 1, Set.of()), "needs 1 image");
      assertRefused(
          engine, new Request(new int[] {1}, List.of(), 1_000_000, Set.of()), "there is room for");
    }
  }

  @Test
  void aCancelledRequestLeavesTheBatch() {
    try (Engine engine = engine(WIDE)) {
      Sequence endless = engine.sequence(new Request(new int[] {65}, List.of(), 500, Set.of()));
      engine.add(endless);
      engine.step();

      endless.answer().cancel(false);
      engine.step();

      assertThat(endless.state()).isEqualTo(new SequenceState.Finished(FinishReason.CANCELLED));
      assertThat(engine.hasWork()).isFalse();
      engine.checkIntegrity();
    }
  }

  private static void assertRefused(Engine engine, Request request, String reason) {
    assertThatThrownBy(() -> engine.sequence(request))
        .isInstanceOf(BadPromptException.class)
        .hasMessageContaining(reason);
  }

  private static List<Completion> run(BatchLimits limits, List<Request> requests) {
    try (Engine engine = engine(limits)) {
      List<Sequence> sequences = requests.stream().map(engine::sequence).toList();
      sequences.forEach(engine::add);
      while (engine.hasWork()) {
        engine.step();
        engine.checkIntegrity();
      }
      return sequences.stream().map(sequence -> sequence.answer().join()).toList();
    }
  }

  private static Engine engine(BatchLimits limits) {
    EngineSettings settings =
        EngineSettings.defaults().withLimits(limits).withCacheBytes(16L << 20);
    return new Engine(model, settings, Torch.get().open(Device.cpu()));
  }

  private static List<Request> requests(int count) {
    Random random = new Random(11);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int tokens = 1 + random.nextInt(12);
      requests.add(request(noise(random, tokens * 4 * 196), tokens, 4 + random.nextInt(20)));
    }
    return requests;
  }

  private static Request request(float[] patches, int tokens, int maxNewTokens) {
    int[] prompt = new int[tokens + 3];
    Arrays.fill(prompt, IMAGE);
    prompt[0] = 256;
    prompt[tokens + 1] = 257;
    prompt[tokens + 2] = 259;
    PixelValues image = new PixelValues(FloatBuffer.wrap(patches), 1, 2, 2 * tokens);
    return new Request(prompt, List.of(image), maxNewTokens, Set.of(END));
  }

  private static float[] noise(Random random, int length) {
    float[] noise = new float[length];
    for (int i = 0; i < length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }
}
