package io.scriptorium.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.PixelValues;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaddedImagesTest {
  @Test
  void padsBelowAndOnTheRightBlockByBlock() {
    // Given one value a patch: a block of 2 x 2 patches, and an image of 2 x 3 blocks
    PixelValues small = new PixelValues(FloatBuffer.wrap(new float[] {1, 2, 3, 4}), 1, 2, 2);
    PixelValues large = new PixelValues(FloatBuffer.allocate(24), 1, 4, 6);
    PixelValues tall =
        new PixelValues(FloatBuffer.wrap(new float[] {1, 2, 3, 4, 5, 6, 7, 8}), 1, 4, 2);

    List<PixelValues> padded = PaddedImages.pad(List.of(small, large, tall), 2);

    assertThat(padded).allSatisfy(image -> assertThat(image.patches()).isEqualTo(24));
    assertThat(padded.get(0).values().array()).startsWith(1, 2, 3, 4, 0, 0);
    float[] values = padded.get(2).values().array();
    assertThat(values).startsWith(1, 2, 3, 4, 0);
    assertThat(values[12]).isEqualTo(5);
  }
}
