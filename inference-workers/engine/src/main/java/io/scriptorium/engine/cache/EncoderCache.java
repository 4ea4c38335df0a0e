package io.scriptorium.engine.cache;

import io.scriptorium.engine.PixelValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Image embeddings between encoder and language model: who holds the rows of which image. One
 * thread uses it, except for its sizes.
 *
 * <pre>
 *            take                    last release
 *   missing ──────▶ held, to encode ──────────────▶ missing
 *                        │ encoded()
 *                        ▼          last release, named
 *                 held, encoded ◀══════════════════════▶ idle ──room needed──▶ missing
 *                        │               take
 *                        └──last release, nameless──▶ missing
 * </pre>
 *
 * <p>An image with a name has its rows once: whoever takes it while it is held, or idle, shares
 * them. Rows that nobody holds are idle until others need the room, the least recently used first.
 * Images without a name are never found again; their rows are free at once, and the last freed are
 * taken first, so that no more memory is touched than is needed.
 */
public final class EncoderCache {
  private final BlockPool rows;
  private final Map<BlockHash, ImageRows> byName = new HashMap<>();
  private final Set<ImageRows> idle = new LinkedHashSet<>();
  private int idleBlocks;

  /** An empty cache of so many blocks of rows. */
  public EncoderCache(int blocks, int blockSize) {
    this.rows = new BlockPool(blocks, blockSize);
  }

  /**
   * An image that a prompt needs.
   *
   * @param pixels its patches
   * @param tokens its embeddings
   * @param name by which it is found; empty if it is not to be kept
   */
  public record Image(PixelValues pixels, int tokens, Optional<BlockHash> name) {}

  /** Rows that there are; any thread may ask. */
  public int capacity() {
    return rows.capacity();
  }

  /** Rows that an image takes: whole blocks. Any thread may ask. */
  public int rowsFor(int tokens) {
    return rows.blocksFor(tokens) * rows.blockSize();
  }

  /** Those of the images that nobody has encoded or is about to encode, each once. */
  public List<Image> missing(List<Image> images) {
    Set<BlockHash> seen = new HashSet<>();
    return images.stream()
        .filter(image -> find(image).isEmpty() && image.name().map(seen::add).orElse(true))
        .toList();
  }

  /** Whether there is room for these images together. */
  public boolean fits(List<Image> images) {
    int needed = 0;
    for (Image image : missing(images)) {
      needed += rows.blocksFor(image.tokens());
    }
    Set<ImageRows> woken = new HashSet<>();
    images.forEach(image -> find(image).filter(idle::contains).ifPresent(woken::add));
    for (ImageRows image : woken) {
      needed += image.table().count();
    }
    return needed <= rows.free() + idleBlocks;
  }

  /** Holds the rows of images that {@link #fits} has room for, in their order. */
  public List<ImageRows> take(List<Image> images) {
    // Those that are there must not make room for the others.
    images.forEach(image -> find(image).ifPresent(this::wake));
    List<ImageRows> taken = new ArrayList<>();
    for (Image image : images) {
      ImageRows held = find(image).orElseGet(() -> fresh(image));
      held.hold();
      taken.add(held);
    }
    return taken;
  }

  private Optional<ImageRows> find(Image image) {
    return image.name().map(byName::get);
  }

  private void wake(ImageRows image) {
    if (idle.remove(image)) {
      idleBlocks -= image.table().count();
    }
  }

  private ImageRows fresh(Image image) {
    BlockTable table = rows.reuse(List.of());
    while (!rows.grow(table, image.tokens())) {
      ImageRows oldest = idle.iterator().next();
      wake(oldest);
      drop(oldest);
    }
    ImageRows fresh = new ImageRows(image.name(), image.tokens(), table);
    image.name().ifPresent(name -> byName.put(name, fresh));
    return fresh;
  }

  private void drop(ImageRows image) {
    image.name().ifPresent(byName::remove);
    rows.release(image.table());
  }

  /** Gives images back; those that are encoded and have a name stay until room is needed. */
  public void release(Collection<ImageRows> images) {
    for (ImageRows image : images) {
      image.letGo();
      if (image.holders() > 0) {
        continue;
      }
      if (image.isEncoded() && image.name().isPresent()) {
        idle.add(image);
        idleBlocks += image.table().count();
      } else {
        drop(image);
      }
    }
  }

  /** Throws if these images, each as often as it is held, are not what is believed to be held. */
  public void checkIntegrity(Collection<ImageRows> held) {
    Map<ImageRows, Integer> counted = new HashMap<>();
    held.forEach(image -> counted.merge(image, 1, Integer::sum));
    counted.forEach((image, holders) -> require(image.holders() == holders, "is held too often"));
    for (ImageRows image : idle) {
      require(!counted.containsKey(image), "is held and idle");
      require(image.isEncoded() && image.holders() == 0, "is idle, but not to be found again");
    }
    Set<ImageRows> all = new HashSet<>(idle);
    all.addAll(counted.keySet());
    Set<ImageRows> named = new HashSet<>(all);
    named.removeIf(image -> image.name().isEmpty());
    require(named.equals(new HashSet<>(byName.values())), "is lost by its name");
    byName.forEach(
        (name, image) -> require(image.name().equals(Optional.of(name)), "has another's name"));
    require(
        idleBlocks == idle.stream().mapToInt(image -> image.table().count()).sum(),
        "is counted wrongly");
    rows.checkIntegrity(all.stream().map(ImageRows::table).toList());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException("An image " + otherwise);
    }
  }
}
