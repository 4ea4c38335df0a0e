package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.Urgency;
import io.scriptorium.engine.cache.ImageRows;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.parity.Fixtures;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Images that stand in several requests, or several times in one: answers are those that each
 * request gets alone, on a toy model in 32 bits.
 */
class RepeatedImagesTest {
  private static final int ROUNDS = 5;
  private static final int IMAGE = 255;
  private static final int WORDS = 250;

  private static final List<PixelValues> IMAGES = images();
  private static final List<Request> REQUESTS = requests();

  private static Model model;
  private static List<int[]> alone;

  @BeforeAll
  static void load() {
    Torch.get().adoptThread();
    model =
        ModelLoader.load(
            Fixtures.folder("parity/models/qwen2.5-vl"), ComputeType.FLOAT32, Device.cpu());
    alone = REQUESTS.stream().map(RepeatedImagesTest::alone).toList();
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersAreTheSameWhateverTheSchedule(PrefixCache prefixCache) {
    Random random = new Random(19);
    int torn = 0;
    for (int round = 0; round < ROUNDS; round++) {
      EngineSettings settings = tight(random, prefixCache);
      List<Integer> order = shuffled(random);
      try (Engine engine = engine(model, settings)) {
        List<Sequence> sequences = new ArrayList<>();
        for (int index : order) {
          Urgency urgency = Urgency.of(random.nextInt(3));
          sequences.add(engine.sequence(REQUESTS.get(index).withUrgency(urgency)));
        }
        torn += run(engine, sequences, 2);
        assertAsAlone(order, sequences, settings);
      }
    }
    assertThat(torn).as("preempted between encoding and the prompt's end").isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void requestsThatAreCancelledHarmNoOther(PrefixCache prefixCache) {
    Random random = new Random(23);
    EngineSettings settings = tight(random, prefixCache);
    List<Integer> order = shuffled(random);
    order.addAll(shuffled(random));
    try (Engine engine = engine(model, settings)) {
      List<Sequence> sequences =
          order.stream().map(index -> engine.sequence(REQUESTS.get(index))).toList();
      sequences.forEach(engine::add);
      while (engine.hasWork()) {
        if (random.nextInt(5) == 0) {
          sequences.get(random.nextInt(sequences.size())).answer().cancel(false);
        }
        engine.step();
        engine.checkIntegrity();
      }
      assertThat(engine.usedBlocks()).isZero();
      assertThat(sequences)
          .anyMatch(it -> it.answer().isCancelled())
          .anyMatch(it -> !it.answer().isCancelled());
      assertAsAlone(order, sequences, settings);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anImageIsEncodedOnceForAllRequestsIfItIsKept(PrefixCache prefixCache) {
    Counting counting = new Counting();
    List<Request> five =
        IntStream.range(0, 5).mapToObj(i -> request(new int[] {7 + i}, 3, copy(0))).toList();
    try (Engine engine = engine(counting, roomy(prefixCache))) {
      List<Sequence> together = five.subList(0, 3).stream().map(engine::sequence).toList();
      run(engine, together, 1);
      List<Sequence> later = five.subList(3, 5).stream().map(engine::sequence).toList();
      run(engine, later, 4);

      assertThat(counting.encoded).isEqualTo(prefixCache == PrefixCache.ON ? 1 : 5);
    }
  }

  @Test
  void anImageTwiceInARequestIsEncodedOnce() {
    Counting counting = new Counting();
    try (Engine engine = engine(counting, roomy(PrefixCache.ON))) {
      run(engine, List.of(engine.sequence(request(new int[] {7}, 3, copy(1), copy(1)))), 1);

      assertThat(counting.encoded).isEqualTo(1);
    }
  }

  @Test
  void anImageTwiceInARequestNeedsRoomOnceIfItIsKept() {
    Request twice = request(new int[] {7}, 3, copy(4), copy(4));
    Request two = request(new int[] {7}, 3, copy(4), copy(3));
    try (Engine engine = engine(model, roomForOneImage(PrefixCache.ON))) {
      Sequence sequence = engine.sequence(twice);
      run(engine, List.of(sequence), 1);

      assertThat(sequence.answer().join().tokens()).containsExactly(alone(twice));
      assertThatThrownBy(() -> engine.sequence(two))
          .isInstanceOf(BadPromptException.class)
          .hasMessage("The images need room for 10 tokens; there is room for 6");
    }
    try (Engine engine = engine(model, roomForOneImage(PrefixCache.OFF))) {
      assertThatThrownBy(() -> engine.sequence(twice))
          .isInstanceOf(BadPromptException.class)
          .hasMessage("The images need room for 12 tokens; there is room for 6");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anImageThatCannotBeEncodedEndsItsRequestsAlone(PrefixCache prefixCache) {
    PixelValues bad = IMAGES.get(3);
    Model failing =
        new ForwardingModel(model) {
          @Override
          public void encode(TensorScope scope, List<EncoderInput> images, ModelCache cache) {
            if (images.stream().anyMatch(image -> image.pixels().equals(bad))) {
              throw new IllegalStateException("A bad image\nin detail");
            }
            super.encode(scope, images, cache);
          }
        };
    for (int place = 0; place < 4; place++) {
      List<Request> requests =
          new ArrayList<>(
              List.of(
                  request(new int[] {7}, 5, copy(0)),
                  request(new int[] {8}, 5, copy(0), copy(1)),
                  request(new int[] {9}, 5, copy(1))));
      Request broken = request(new int[] {10}, 5, copy(0), bad, copy(1));
      requests.add(place, broken);
      try (Engine engine = engine(failing, roomy(prefixCache))) {
        List<Sequence> sequences = requests.stream().map(engine::sequence).toList();
        sequences.forEach(engine::add);
        run(engine, sequences, 0);

        for (int i = 0; i < requests.size(); i++) {
          Completion answer = sequences.get(i).answer().join();
          if (i == place) {
            assertThat(answer.finishReason()).isEqualTo(FinishReason.ERROR);
            assertThat(answer.message()).isEqualTo("A bad image");
            assertThat(answer.tokens()).isEmpty();
          } else {
            assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
            assertThat(answer.tokens()).containsExactly(alone(requests.get(i)));
          }
        }
        Sequence again = engine.sequence(requests.get((place + 1) % 4));
        run(engine, List.of(again), 1);
        assertThat(again.answer().join().tokens())
            .containsExactly(alone(requests.get((place + 1) % 4)));
      }
    }
  }

  /** Counts images that are encoded. */
  private static final class Counting extends ForwardingModel {
    private int encoded;

    Counting() {
      super(model);
    }

    @Override
    public void encode(TensorScope scope, List<EncoderInput> images, ModelCache cache) {
      encoded += images.size();
      super.encode(scope, images, cache);
    }
  }

  /**
   * Runs sequences to their end, one more every few steps; with 0 all have been added. Returns how
   * often one was preempted that had its images encoded, but its prompt not computed.
   */
  private static int run(Engine engine, List<Sequence> sequences, int pause) {
    int torn = 0;
    int added = pause == 0 ? sequences.size() : 0;
    for (int step = 0; added < sequences.size() || engine.hasWork(); step++) {
      if (added < sequences.size() && step % pause == 0) {
        engine.add(sequences.get(added++));
      }
      List<Sequence> encoded = sequences.stream().filter(RepeatedImagesTest::hasEncoded).toList();
      engine.step();
      engine.checkIntegrity();
      torn +=
          (int) encoded.stream().filter(it -> it.state() instanceof SequenceState.Waiting).count();
      assertThat(step).as("steps").isLessThan(10_000);
    }
    assertThat(engine.usedBlocks()).isZero();
    return torn;
  }

  private static boolean hasEncoded(Sequence sequence) {
    return sequence.state() instanceof SequenceState.Running running
        && !running.images().isEmpty()
        && running.imageRows().stream().allMatch(ImageRows::isEncoded);
  }

  private static void assertAsAlone(
      List<Integer> order, List<Sequence> sequences, EngineSettings settings) {
    for (int i = 0; i < sequences.size(); i++) {
      if (!sequences.get(i).answer().isCancelled()) {
        assertThat(sequences.get(i).answer().join().tokens())
            .as("request %d with %s", order.get(i), settings)
            .containsExactly(alone.get(order.get(i)));
      }
    }
  }

  private static int[] alone(Request request) {
    try (Engine engine = engine(model, roomy(PrefixCache.OFF))) {
      Sequence sequence = engine.sequence(request);
      run(engine, List.of(sequence), 1);
      return sequence.answer().join().tokens();
    }
  }

  private static Engine engine(Model model, EngineSettings settings) {
    return new Engine(model, settings, Torch.get().open(Device.cpu()));
  }

  private static EngineSettings roomy(PrefixCache prefixCache) {
    return EngineSettings.defaults()
        .withSpeculation(Speculation.OFF)
        .withCache(CacheSettings.DEFAULT.withBytes(4L << 20).withPrefixCache(prefixCache));
  }

  private static EngineSettings roomForOneImage(PrefixCache prefixCache) {
    long bytes = 64L * model.shape().cacheBytesPerToken();
    return EngineSettings.defaults()
        .withSpeculation(Speculation.OFF)
        .withCache(new CacheSettings(bytes, 2, prefixCache, 6));
  }

  /** Few rows and blocks, and steps that take a prompt in chunks. */
  private static EngineSettings tight(Random random, PrefixCache prefixCache) {
    int longest =
        REQUESTS.stream()
            .mapToInt(it -> it.prompt().length + it.maxNewTokens())
            .max()
            .orElseThrow();
    int blockSize = 1 + random.nextInt(2);
    int tokens = longest + blockSize + random.nextInt(longest);
    return EngineSettings.defaults()
        .withLimits(new BatchLimits(6, 6 + random.nextInt(4), 24))
        .withSpeculation(Speculation.fixed(random.nextInt(3)))
        .withCache(
            new CacheSettings(
                tokens * model.shape().cacheBytesPerToken(),
                blockSize,
                prefixCache,
                28 + random.nextInt(24)));
  }

  private static List<Integer> shuffled(Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, REQUESTS.size()).boxed().toList());
    Collections.shuffle(order, random);
    return order;
  }

  /** Images of 1, 2, 3, 4 and 6 tokens. */
  private static List<PixelValues> images() {
    Random random = new Random(31);
    List<PixelValues> images = new ArrayList<>();
    for (int[] grid : new int[][] {{2, 2}, {2, 4}, {6, 2}, {4, 4}, {4, 6}}) {
      float[] noise = new float[grid[0] * grid[1] * 196];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (float) random.nextGaussian();
      }
      images.add(new PixelValues(FloatBuffer.wrap(noise), 1, grid[0], grid[1]));
    }
    return images;
  }

  /** An equal image in memory of its own, as each request brings it. */
  private static PixelValues copy(int number) {
    PixelValues image = IMAGES.get(number);
    FloatBuffer values = FloatBuffer.allocate(image.values().remaining());
    values.put(image.values().duplicate()).flip();
    return new PixelValues(values, image.gridT(), image.gridH(), image.gridW());
  }

  /** Random words around random images; some begin alike, one image stands twice in a request. */
  private static List<Request> requests() {
    Random random = new Random(37);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      PixelValues[] images = new PixelValues[1 + random.nextInt(3)];
      Arrays.setAll(images, any -> copy(random.nextInt(IMAGES.size())));
      int[] words = random.ints(1 + random.nextInt(6), 1, WORDS).toArray();
      requests.add(request(words, 4 + random.nextInt(40), images));
    }
    requests.add(request(new int[] {5, 6}, 12, copy(4), copy(4)));
    requests.add(request(new int[] {5, 6, 9}, 12, copy(4), copy(4), copy(0), copy(4)));
    return requests;
  }

  private static Request request(int[] words, int maxNewTokens, PixelValues... images) {
    IntStream prompt = IntStream.of(3);
    for (PixelValues image : images) {
      IntStream run = IntStream.generate(() -> IMAGE).limit(image.patches() / 4);
      prompt = IntStream.concat(prompt, IntStream.concat(run, IntStream.of(4)));
    }
    return new Request(
        IntStream.concat(prompt, IntStream.of(words)).toArray(),
        List.of(images),
        maxNewTokens,
        Set.of());
  }
}
