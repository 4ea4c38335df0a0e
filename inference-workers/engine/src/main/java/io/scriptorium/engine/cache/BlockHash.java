package io.scriptorium.engine.cache;

import io.scriptorium.engine.ImageSize;
import io.scriptorium.engine.PixelValues;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Names what a block holds: the SHA-256 digest of its parent's name, its tokens and the images in
 * it. Blocks of the same name hold the same keys and values.
 *
 * @param first first eight bytes
 * @param second next eight bytes
 * @param third next eight bytes
 * @param fourth last eight bytes
 */
public record BlockHash(long first, long second, long third, long fourth) {
  /** The parent of a sequence's first block. */
  public static final BlockHash ROOT = new BlockHash(0, 0, 0, 0);

  /**
   * The name of a full block.
   *
   * @param tokens its tokens, and whatever else of them its keys and values follow from
   */
  public static BlockHash of(BlockHash parent, int[] tokens, List<BlockHash> images) {
    ByteBuffer content =
        ByteBuffer.allocate((1 + images.size()) * 4 * Long.BYTES + tokens.length * Integer.BYTES);
    parent.put(content);
    for (int token : tokens) {
      content.putInt(token);
    }
    images.forEach(image -> image.put(content));
    return digest(content.flip());
  }

  /** The name of a preprocessed image, and of what its encoder is told. */
  public static BlockHash of(PixelValues image) {
    List<Integer> instruction = image.instruction();
    ByteBuffer content =
        ByteBuffer.allocate(
            (6 + instruction.size()) * Integer.BYTES + image.values().remaining() * Float.BYTES);
    content.putInt(image.gridT()).putInt(image.gridH()).putInt(image.gridW());
    content.putInt(image.original().map(ImageSize::width).orElse(0));
    content.putInt(image.original().map(ImageSize::height).orElse(0));
    content.putInt(instruction.size());
    instruction.forEach(content::putInt);
    content.asFloatBuffer().put(image.values().duplicate());
    return digest(content.clear());
  }

  private void put(ByteBuffer target) {
    target.putLong(first).putLong(second).putLong(third).putLong(fourth);
  }

  private static BlockHash digest(ByteBuffer content) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(content);
      ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
      return new BlockHash(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
