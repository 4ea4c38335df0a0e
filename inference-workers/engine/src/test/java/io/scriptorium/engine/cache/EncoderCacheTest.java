package io.scriptorium.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.cache.EncoderCache.Image;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EncoderCacheTest {
  private static final int BLOCK = 4;

  /** The cache does not look at them. */
  private static final PixelValues PIXELS = new PixelValues(FloatBuffer.allocate(4), 1, 2, 2);

  private final EncoderCache cache = new EncoderCache(4, BLOCK);

  @Test
  void anImageTakesWholeBlocks() {
    assertThat(cache.capacity()).isEqualTo(16);
    assertThat(cache.rowsFor(5)).isEqualTo(8);

    ImageRows rows = take(named(1, 6));

    assertThat(rows.rows()).hasSize(6).doesNotHaveDuplicates();
    assertThat(rows.rows()[5]).isEqualTo(rows.row(5));
    assertThat(rows.isEncoded()).isFalse();
    cache.checkIntegrity(List.of(rows));
  }

  @Test
  void anImageThatIsHeldButNotEncodedIsSharedAndNotMissing() {
    ImageRows first = take(named(1, 4));

    assertThat(cache.missing(List.of(named(1, 4), named(2, 4)))).containsExactly(named(2, 4));
    ImageRows second = take(named(1, 4));

    assertThat(second).isSameAs(first);
    assertThat(second.isEncoded()).isFalse();
    cache.checkIntegrity(List.of(first, second));
  }

  @Test
  void anImageTwiceInARequestIsMissingOnceAndHeldTwice() {
    List<Image> twice = List.of(named(1, 4), named(1, 4));

    assertThat(cache.missing(twice)).containsExactly(named(1, 4));
    List<ImageRows> rows = cache.take(twice);

    assertThat(rows.get(0)).isSameAs(rows.get(1));
    cache.checkIntegrity(rows);
    cache.release(rows.subList(0, 1));
    cache.checkIntegrity(rows.subList(1, 2));
    cache.release(rows.subList(1, 2));
    assertThat(cache.missing(twice)).hasSize(1);
    cache.checkIntegrity(List.of());
  }

  @Test
  void anEncodedImageThatNobodyHoldsIsFoundByItsName() {
    ImageRows rows = idle(1, 8);

    assertThat(cache.missing(List.of(named(1, 8)))).isEmpty();
    ImageRows again = take(named(1, 8));

    assertThat(again).isSameAs(rows);
    assertThat(again.isEncoded()).isTrue();
    cache.checkIntegrity(List.of(again));
  }

  @Test
  void anImageThatWasNeverEncodedIsGoneWithItsLastHolder() {
    ImageRows rows = take(named(1, 4));
    cache.release(List.of(rows));

    assertThat(cache.missing(List.of(named(1, 4)))).hasSize(1);
    assertThat(take(named(1, 4))).isNotSameAs(rows);
  }

  @Test
  void theLeastRecentlyUsedIdleImageMakesRoom() {
    idle(1, 8);
    idle(2, 4);
    idle(3, 4);
    cache.release(List.of(take(named(1, 8))));

    ImageRows fresh = take(named(4, 4));

    assertThat(cache.missing(List.of(named(1, 8), named(2, 4), named(3, 4))))
        .containsExactly(named(2, 4));
    cache.checkIntegrity(List.of(fresh));
  }

  @Test
  void asManyIdleImagesMakeRoomAsAreNeeded() {
    idle(1, 4);
    idle(2, 4);
    idle(3, 8);

    ImageRows fresh = take(named(4, 7));

    assertThat(cache.missing(List.of(named(1, 4), named(2, 4), named(3, 8))))
        .containsExactly(named(1, 4), named(2, 4));
    cache.checkIntegrity(List.of(fresh));
  }

  @Test
  void rowsWithoutANameAreFreeAtOnceAndTheLastFreedAreTakenFirst() {
    ImageRows first = take(nameless(4));
    ImageRows second = take(nameless(4));
    first.encoded();
    second.encoded();
    cache.release(List.of(first));
    cache.release(List.of(second));

    assertThat(take(nameless(4)).rows()).containsExactly(second.rows());
    assertThat(take(nameless(4)).rows()).containsExactly(first.rows());
  }

  @Test
  void equalImagesWithoutANameShareNothing() {
    List<Image> twice = List.of(nameless(4), nameless(4));

    assertThat(cache.missing(twice)).hasSize(2);
    List<ImageRows> rows = cache.take(twice);

    assertThat(rows.get(0).rows()).doesNotContain(rows.get(1).rows());
    cache.checkIntegrity(rows);
  }

  @Test
  void anIdleImageOfARequestMakesNoRoomForItsOthers() {
    idle(1, 4);
    idle(2, 4);
    idle(3, 8);

    List<ImageRows> rows = cache.take(List.of(named(4, 8), named(1, 4), named(5, 4)));

    assertThat(rows.get(1).isEncoded()).isTrue();
    assertThat(cache.missing(List.of(named(2, 4), named(3, 8)))).hasSize(2);
    cache.checkIntegrity(rows);
  }

  @Test
  void fitsWhatFreeAndIdleRowsHaveRoomFor() {
    ImageRows held = take(named(1, 4));
    idle(2, 8);

    assertThat(cache.fits(List.of(named(3, 12)))).isTrue();
    assertThat(cache.fits(List.of(named(3, 13)))).isFalse();
    assertThat(cache.fits(List.of(named(1, 4), named(3, 12)))).as("held already").isTrue();
    assertThat(cache.fits(List.of(named(2, 8), named(3, 4)))).isTrue();
    assertThat(cache.fits(List.of(named(2, 8), named(3, 5)))).as("idle ones are woken").isFalse();
    assertThat(cache.fits(List.of(named(2, 8), named(2, 8), named(3, 4)))).isTrue();
    assertThat(cache.fits(List.of(named(3, 8), named(3, 8), named(4, 4)))).isTrue();
    assertThat(cache.fits(List.of(nameless(8), nameless(8)))).isFalse();
    cache.checkIntegrity(List.of(held));
  }

  @Test
  void rowsAreReleasedOnceForEachHolder() {
    ImageRows rows = take(named(1, 4));
    cache.release(List.of(rows));

    assertThatThrownBy(() -> cache.release(List.of(rows)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void tellsOfHoldersThatItKnowsNothingOf() {
    ImageRows rows = take(named(1, 4));

    assertDamaged(List.of(rows, rows), "held too often");
    assertDamaged(List.of(), "lost by its name");
    take(nameless(4));
    assertDamaged(List.of(rows), "holders");
  }

  @Test
  void tellsOfAnImageOfAnotherCache() {
    ImageRows stranger = new EncoderCache(4, BLOCK).take(List.of(named(1, 4))).get(0);

    assertDamaged(List.of(stranger), "lost by its name");
  }

  @Test
  void tellsOfAnIdleImageThatIsHeld() {
    ImageRows rows = idle(1, 4);
    rows.hold();

    assertDamaged(List.of(rows), "held and idle");
    assertDamaged(List.of(), "not to be found again");
  }

  @Test
  void tellsOfIdleRowsThatAreCountedWrongly() {
    ImageRows rows = idle(1, 4);
    rows.table().add(3);

    assertDamaged(List.of(), "counted wrongly");
  }

  @Test
  void manyRandomStepsKeepIntegrityAndContent() {
    Random random = new Random(5);
    EncoderCache small = new EncoderCache(9, BLOCK);
    int[] content = new int[small.capacity()];
    List<List<Held>> requests = new ArrayList<>();
    int taken = 0;
    int refused = 0;
    for (int step = 0; step < 20_000; step++) {
      int action = random.nextInt(3);
      if (action == 0) {
        List<Image> images = randomImages(random);
        boolean fits = small.fits(images);
        assertThat(fits).isEqualTo(blocks(requests, images) <= 9);
        refused += fits ? 0 : 1;
        if (fits) {
          taken++;
          List<ImageRows> rows = small.take(images);
          List<Held> request = new ArrayList<>();
          for (int i = 0; i < rows.size(); i++) {
            request.add(new Held(images.get(i), rows.get(i)));
          }
          requests.add(request);
        }
      } else if (action == 1 && !requests.isEmpty()) {
        for (Held held : requests.get(random.nextInt(requests.size()))) {
          held.encode(content);
        }
      } else if (!requests.isEmpty()) {
        List<Held> done = requests.remove(random.nextInt(requests.size()));
        small.release(done.stream().map(Held::rows).toList());
      }
      requests.forEach(request -> request.forEach(held -> held.check(content)));
      small.checkIntegrity(requests.stream().flatMap(List::stream).map(Held::rows).toList());
    }
    assertThat(taken).isGreaterThan(1_000);
    assertThat(refused).isGreaterThan(1_000);
  }

  /** An image that a request holds. */
  private record Held(Image image, ImageRows rows) {
    /** What stands in the rows of an encoded image. */
    private int mark() {
      return image.name().map(BlockHash::hashCode).orElse(System.identityHashCode(image));
    }

    void encode(int[] content) {
      if (!rows.isEncoded()) {
        Arrays.stream(rows.rows()).forEach(row -> content[row] = mark());
        rows.encoded();
      }
    }

    void check(int[] content) {
      assertThat(rows.rows()).hasSize(image.tokens());
      if (rows.isEncoded()) {
        assertThat(Arrays.stream(rows.rows()).map(row -> content[row])).containsOnly(mark());
      }
    }
  }

  /** Names have a size each; every fourth image has none. */
  private static List<Image> randomImages(Random random) {
    List<Image> images = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      int number = 1 + random.nextInt(7);
      images.add(random.nextInt(4) == 0 ? nameless(number) : named(number, 1 + 2 * number));
    }
    return images;
  }

  /** Blocks that all these need if nothing idle is kept. */
  private static int blocks(List<List<Held>> requests, List<Image> more) {
    List<Image> all = new ArrayList<>(more);
    requests.forEach(request -> request.forEach(held -> all.add(held.image())));
    Set<BlockHash> seen = new HashSet<>();
    return all.stream()
        .filter(image -> image.name().map(seen::add).orElse(true))
        .mapToInt(image -> (image.tokens() + BLOCK - 1) / BLOCK)
        .sum();
  }

  private void assertDamaged(List<ImageRows> held, String how) {
    assertThatThrownBy(() -> cache.checkIntegrity(held))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(how);
  }

  private ImageRows take(Image image) {
    return cache.take(List.of(image)).get(0);
  }

  /** An encoded image that nobody holds. */
  private ImageRows idle(int number, int tokens) {
    ImageRows rows = take(named(number, tokens));
    rows.encoded();
    cache.release(List.of(rows));
    return rows;
  }

  private static Image named(int number, int tokens) {
    return new Image(PIXELS, tokens, Optional.of(new BlockHash(number, 0, 0, 0)));
  }

  private static Image nameless(int tokens) {
    return new Image(PIXELS, tokens, Optional.empty());
  }
}
