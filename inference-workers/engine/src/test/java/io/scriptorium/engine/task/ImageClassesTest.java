package io.scriptorium.engine.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.TokenDropping;
import io.scriptorium.engine.parity.Fixtures;
import io.scriptorium.engine.torch.CheckpointException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImageClassesTest {
  @Test
  void theMostProbableClassComesFirstWhateverAnImagesSize() throws Exception {
    Path images = Fixtures.folder("parity/preprocess/images");
    try (ImageClasses classes =
        ImageClasses.open(Fixtures.folder("parity/models/navit"), ComputeType.FLOAT32)) {
      PixelValues small = classes.prepare(Files.readAllBytes(images.resolve("4-29x29-RGB.png")));
      PixelValues wide = classes.prepare(Files.readAllBytes(images.resolve("5-200x31-RGBA.png")));

      List<List<LabelScore>> answers = classes.of(List.of(small, wide), TokenDropping.OFF);

      assertThat(List.of(small.gridH(), small.gridW())).containsExactly(2, 2);
      assertThat(List.of(wide.gridH(), wide.gridW())).containsExactly(1, 8);
      assertThat(answers).hasSize(2);
      for (List<LabelScore> labels : answers) {
        assertThat(labels)
            .extracting(LabelScore::label)
            .containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, 10).mapToObj(i -> "class " + i).toList());
        assertThat(labels).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
        assertThat(labels.stream().mapToDouble(LabelScore::score).sum()).isCloseTo(1, within(1e-9));
      }
      assertThat(classes.of(List.of(wide), new TokenDropping(0.5)))
          .isNotEqualTo(answers.subList(1, 2));
    }
  }

  @Test
  void aModelWithoutClassesIsRefused() {
    Path clip = Fixtures.folder("parity/models/clip");

    assertThatThrownBy(() -> ImageClasses.open(clip, ComputeType.FLOAT32))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("has no classes");
    assertThatThrownBy(() -> ImageClasses.open(BundledModel.folder(), ComputeType.FLOAT32))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("supported are [");
  }
}
