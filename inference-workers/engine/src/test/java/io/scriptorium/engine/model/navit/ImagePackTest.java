package io.scriptorium.engine.model.navit;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.PixelValues;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImagePackTest {
  private static final int VALUES = 2;

  /** Each value tells its image, patch and place in the patch. */
  private static PackedImage image(int index, int high, int wide, int... kept) {
    FloatBuffer values = FloatBuffer.allocate(high * wide * VALUES);
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, 1000 * index + i);
    }
    int[] patches = kept.length == 0 ? IntStream.range(0, high * wide).toArray() : kept;
    return new PackedImage(index, new PixelValues(values, 1, high, wide), patches);
  }

  @Test
  void everyImageIsInOnePackAndPacksKeepToTheirBudget() {
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      int budget = 16 + random.nextInt(30);
      List<PackedImage> images = new ArrayList<>();
      int tokens = 0;
      for (int i = 0; i < 40; i++) {
        images.add(image(i, 1 + random.nextInt(4), 1 + random.nextInt(4)));
        tokens += images.get(i).tokens();
      }

      List<ImagePack> packs = ImagePack.spread(images, budget);

      assertThat(packs).allMatch(pack -> pack.rows() <= budget);
      assertThat(packs.stream().flatMap(pack -> pack.images().stream()))
          .containsExactlyInAnyOrderElementsOf(images);
      // First fit leaves at most one pack half empty.
      assertThat(packs.size()).isLessThanOrEqualTo(1 + 2 * tokens / budget);
    }
  }

  @Test
  void anImageFillsTheGapThatALargerOneLeaves() {
    List<ImagePack> packs =
        ImagePack.spread(List.of(image(0, 1, 3), image(1, 1, 7), image(2, 1, 6)), 10);

    assertThat(packs).extracting(pack -> indices(pack)).containsExactly(List.of(1, 0), List.of(2));
  }

  @Test
  void anImageBeyondTheBudgetIsAPackOfItsOwn() {
    List<ImagePack> packs =
        ImagePack.spread(List.of(image(0, 1, 1), image(1, 5, 5), image(2, 1, 2)), 10);

    assertThat(packs).extracting(pack -> indices(pack)).containsExactly(List.of(1), List.of(2, 0));
  }

  private static List<Integer> indices(ImagePack pack) {
    return pack.images().stream().map(PackedImage::index).toList();
  }

  @Test
  void imagesOfEqualLengthAttendTogether() {
    ImagePack pack =
        ImagePack.spread(
                List.of(image(0, 2, 3), image(1, 1, 4), image(2, 6, 1), image(3, 2, 2)), 100)
            .get(0);

    assertThat(indices(pack)).containsExactly(0, 2, 1, 3);
    assertThat(pack.segments()).containsExactly(2, 6, 2, 4);
  }

  @Test
  void onlyPatchesThatAreKeptAreInIt() {
    ImagePack pack = new ImagePack(List.of(image(1, 2, 3, 1, 5), image(2, 1, 2, 0)));

    FloatBuffer patches = pack.patches().asFloatBuffer();
    float[] values = new float[patches.remaining()];
    patches.get(values);

    assertThat(pack.rows()).isEqualTo(3);
    assertThat(values).containsExactly(1002, 1003, 1010, 1011, 2000, 2001);
    assertThat(pack.segments()).containsExactly(1, 2, 1, 1);
  }

  @Test
  void patchesKeepTheirPlacesWhatsoeverIsLeftOut() {
    ImagePack pack = new ImagePack(List.of(image(0, 2, 3, 1, 5), image(1, 4, 1)));

    assertThat(pack.positions(config(PositionScheme.ABSOLUTE)))
        .containsExactly(0, 1, 0, 1, 2, 3, 1, 2, 0, 0, 0, 0);
    assertThat(pack.positions(config(PositionScheme.FRACTIONAL)))
        .containsExactly(0, 4, 0, 2, 4, 6, 2, 5, 0, 0, 0, 0);
  }

  private static NavitConfig config(PositionScheme scheme) {
    return new NavitConfig(3, 16, 8, 8, scheme, 4, 1, 1, 4, 4, List.of("a"));
  }

  @Test
  void fractionalPositionsSpreadOverAnySide() {
    PositionScheme scheme = PositionScheme.FRACTIONAL;

    for (int side : new int[] {1, 3, 8, 20, 1000}) {
      assertThat(scheme.reaches(side, 8)).isTrue();
      for (int patch = 0; patch < side; patch++) {
        assertThat(scheme.index(patch, side, 8)).isEqualTo((int) Math.floor(8.0 * patch / side));
      }
    }
    assertThat(PositionScheme.ABSOLUTE.reaches(8, 8)).isTrue();
    assertThat(PositionScheme.ABSOLUTE.reaches(9, 8)).isFalse();
  }
}
