package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.EmbeddingFamily;
import io.scriptorium.engine.model.Family;
import io.scriptorium.engine.model.ImageClassifier;
import io.scriptorium.engine.model.TokenDropping;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.SafetensorsWriter;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What NaViT accepts, refuses and answers beside what its fixture asks for. */
class NavitTest {
  private static final String FIXTURE = "parity/models/navit";
  private static final int VALUES = 3 * 16 * 16;

  @TempDir Path folder;

  @BeforeEach
  void adoptThread() {
    Torch.get().adoptThread();
  }

  private static ImageClassifier load(Path folder, ComputeType type) {
    return (ImageClassifier) Family.load(EmbeddingFamily.class, folder, type, Device.cpu());
  }

  private static ImageClassifier load(Path folder) {
    return load(folder, ComputeType.FLOAT32);
  }

  private ImageClassifier edited(Consumer<ObjectNode> change) {
    return load(Fixtures.edited(FIXTURE, folder, change));
  }

  private static PixelValues image(Random random, int high, int wide) {
    FloatBuffer values = FloatBuffer.allocate(high * wide * VALUES);
    while (values.hasRemaining()) {
      values.put((float) random.nextGaussian());
    }
    return new PixelValues(values.flip(), 1, high, wide);
  }

  /** More than one pack. */
  private static List<PixelValues> images(int count) {
    Random random = new Random(11);
    return Stream.generate(() -> image(random, 1 + random.nextInt(8), 1 + random.nextInt(8)))
        .limit(count)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.4})
  void anImagesAnswerDoesNotDependOnItsCompany(double rate) {
    TokenDropping dropping = new TokenDropping(rate);
    List<PixelValues> images = images(400);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(3));
    try (ImageClassifier navit = load(Fixtures.folder(FIXTURE))) {
      List<float[]> together = navit.logits(order.stream().map(images::get).toList(), dropping);

      for (int place = 0; place < order.size(); place += 20) {
        float[] alone = navit.logits(List.of(images.get(order.get(place))), dropping).get(0);
        assertThat(together.get(place)).containsExactly(alone, offset(1e-5f));
      }
      assertThat(navit.logits(List.of(), dropping)).isEmpty();
    }
  }

  @Test
  void aDroppedPatchIsAsIfItWereNotThere() {
    TokenDropping half = new TokenDropping(0.5);
    Random random = new Random(4);
    PixelValues pair =
        Stream.generate(() -> image(random, 1, 2))
            .filter(image -> half.kept(image)[0] == 0)
            .findFirst()
            .orElseThrow();
    PixelValues first = new PixelValues(pair.values().slice(0, VALUES), 1, 1, 1);
    try (ImageClassifier navit = load(Fixtures.folder(FIXTURE))) {
      float[] dropped = navit.logits(List.of(pair), half).get(0);

      assertThat(dropped)
          .containsExactly(navit.logits(List.of(first), TokenDropping.OFF).get(0), offset(1e-5f));
      assertThat(largestDifference(dropped, navit.logits(List.of(pair), TokenDropping.OFF).get(0)))
          .isGreaterThan(1e-3);
    }
  }

  @Test
  void embeddingsHaveUnitLengthAndTellImagesApart() {
    try (ImageClassifier navit = load(Fixtures.folder(FIXTURE))) {
      List<PixelValues> images = images(2);
      List<float[]> embeddings = navit.embedImages(images);

      for (float[] embedding : embeddings) {
        assertThat(embedding).hasSize(64);
        assertThat(product(embedding, embedding)).isCloseTo(1, within(1e-5));
      }
      assertThat(embeddings.get(0)).isNotEqualTo(embeddings.get(1));
      assertThat(navit.embedImages(images.subList(1, 2)).get(0))
          .containsExactly(embeddings.get(1), offset(1e-5f));
    }
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  void fractionalPositionsAreTheAbsoluteOnesOfAnImageOfFullSize() {
    PixelValues full = image(new Random(8), 8, 8);
    PixelValues part = image(new Random(9), 4, 8);
    PixelValues larger = image(new Random(10), 20, 3);
    try (ImageClassifier absolute = load(Fixtures.folder(FIXTURE));
        ImageClassifier fractional =
            edited(config -> config.put("position_embedding", "fractional"))) {
      List<PixelValues> both = List.of(full, part);
      List<float[]> expected = absolute.logits(both, TokenDropping.OFF);
      List<float[]> actual = fractional.logits(both, TokenDropping.OFF);

      assertThat(actual.get(0)).containsExactly(expected.get(0), offset(1e-5f));
      assertThat(largestDifference(actual.get(1), expected.get(1))).isGreaterThan(1e-3);
      assertThat(fractional.logits(List.of(larger), TokenDropping.OFF)).hasSize(1);
      assertThatThrownBy(() -> absolute.logits(List.of(larger), TokenDropping.OFF))
          .isInstanceOf(BadPromptException.class)
          .hasMessage("An image has 20 x 3 patches; the model has positions for 8 x 8");
    }
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }

  @ParameterizedTest
  @CsvSource({"2, 4, 4, 768", "1, 4, 4, 588", "1, 4, 4, 256"})
  void anImageThatIsPreparedForAnotherModelIsABadPrompt(
      int frames, int high, int wide, int values) {
    PixelValues image =
        new PixelValues(FloatBuffer.allocate(frames * high * wide * values), frames, high, wide);
    try (ImageClassifier navit = load(Fixtures.folder(FIXTURE))) {
      assertThatThrownBy(() -> navit.embedImages(List.of(image)))
          .isInstanceOf(BadPromptException.class)
          .hasMessageStartingWith("An image");
    }
  }

  @Test
  void classesHaveTheNamesOfTheConfiguration() {
    try (ImageClassifier unnamed = load(Fixtures.folder(FIXTURE));
        ImageClassifier named =
            edited(
                config -> {
                  ObjectNode labels = config.putObject("id2label");
                  for (int i = 9; i >= 0; i--) {
                    labels.put(String.valueOf(i), "kind " + (char) ('a' + i));
                  }
                })) {
      assertThat(unnamed.classes()).hasSize(10).startsWith("class 0", "class 1");
      assertThat(named.classes()).hasSize(10).startsWith("kind a").endsWith("kind j");
    }
  }

  @Test
  void heightAndWidthMayDiffer() throws IOException {
    resize("pos_embed_width", 3);
    try (ImageClassifier wide = load(folder)) {
      PixelValues image = image(new Random(1), 8, 3);
      assertThat(wide.logits(List.of(image), TokenDropping.OFF)).hasSize(1);
      assertThatThrownBy(() -> wide.logits(List.of(image(new Random(1), 3, 8)), TokenDropping.OFF))
          .isInstanceOf(BadPromptException.class)
          .hasMessageContaining("8 x 3");
    }
  }

  /** A copy of the fixture with fewer positions from left to right. */
  private void resize(String table, int rows) throws IOException {
    Fixtures.edited(
        FIXTURE, folder, config -> config.putArray("image_size").add(128).add(16 * rows));
    Files.delete(folder.resolve("model.safetensors"));
    SafetensorsWriter copy = new SafetensorsWriter();
    Path source = Fixtures.folder(FIXTURE).resolve("model.safetensors");
    try (Checkpoint checkpoint = Checkpoint.openFile(source);
        TensorScope scope = Torch.get().open(Device.cpu())) {
      for (String name : checkpoint.names()) {
        float[] values = checkpoint.load(scope, name).toFloatArray();
        List<Long> shape = LongStream.of(checkpoint.shape(name).getShape()).boxed().toList();
        if (name.equals(table)) {
          copy.add(name, List.of((long) rows, 64L), Arrays.copyOf(values, 64 * rows));
        } else {
          copy.add(name, shape, values);
        }
      }
    }
    copy.write(folder.resolve("model.safetensors"));
  }

  @ParameterizedTest
  @CsvSource({
    "depth, 4, lacks transformer.layers.3.0.norm.gamma",
    "mlp_dim, 127, transformer.layers.0.1.1.weight has the shape",
    "num_classes, 11, mlp_head.1.weight has the shape",
    "dim_head, 8, has the shape",
    "image_size, 64, pos_embed_height has the shape",
    "image_size, 100, image_size 100 is no multiple of patch_size 16",
    "image_size, 0, image_size is 0",
    "patch_size, 0, patch_size is 0",
    "heads, , lacks heads",
    "position_embedding, rotary, 'supported: absolute, fractional'",
    "id2label, none, id2label is",
  })
  void whatDoesNotFitIsRefusedByItsName(String key, String value, String reason) {
    assertThatThrownBy(
            () ->
                edited(
                        config -> {
                          if (value == null) {
                            config.remove(key);
                          } else if (value.matches("[0-9]+")) {
                            config.put(key, Integer.parseInt(value));
                          } else {
                            config.put(key, value);
                          }
                        })
                    .close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"9, id2label names 9 classes; num_classes is 10", "10, no name for class 0"})
  void namesOfClassesThatDoNotFitAreRefused(int names, String reason) {
    assertThatThrownBy(
            () ->
                edited(
                        config -> {
                          ObjectNode labels = config.putObject("id2label");
                          for (int i = 1; i <= names; i++) {
                            labels.put(String.valueOf(i), "kind");
                          }
                        })
                    .close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "INT8"})
  void embeddingsInFewerBitsPointTheSameWay(ComputeType type) {
    assumeTrue(type.lacking(Device.cpu()).isEmpty(), () -> type.lacking(Device.cpu()).get());
    List<PixelValues> images = images(5);
    try (ImageClassifier exact = load(Fixtures.folder(FIXTURE));
        ImageClassifier rounded = load(Fixtures.folder(FIXTURE), type)) {
      List<float[]> expected = exact.embedImages(images);
      List<float[]> actual = rounded.embedImages(images);
      for (int i = 0; i < images.size(); i++) {
        assertThat(product(actual.get(i), expected.get(i))).isGreaterThan(0.99);
      }
    }
  }
}
