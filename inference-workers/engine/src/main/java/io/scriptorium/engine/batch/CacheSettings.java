package io.scriptorium.engine.batch;

import io.scriptorium.engine.model.ModelShape;

/**
 * Memory of an engine's key-value cache.
 *
 * @param bytes how much
 * @param blockSize tokens that a block holds
 * @param prefixCache whether computed blocks serve later sequences that begin alike, and embeddings
 *     later ones with the same image
 * @param imageTokens image embeddings that a model which takes images holds beside it
 */
public record CacheSettings(long bytes, int blockSize, PrefixCache prefixCache, int imageTokens) {
  /** 256 MiB in blocks of 16 tokens. */
  public static final CacheSettings DEFAULT =
      new CacheSettings(256L << 20, 16, PrefixCache.ON, 16_384);

  public CacheSettings {
    if (bytes < 1 || blockSize < 1 || imageTokens < 1) {
      throw new IllegalArgumentException(
          "A cache of %d bytes in blocks of %d tokens, with room for %d of images"
              .formatted(bytes, blockSize, imageTokens));
    }
  }

  /** These settings with another amount of memory. */
  public CacheSettings withBytes(long other) {
    return new CacheSettings(other, blockSize, prefixCache, imageTokens);
  }

  /** These settings with other blocks. */
  public CacheSettings withBlockSize(int other) {
    return new CacheSettings(bytes, other, prefixCache, imageTokens);
  }

  /** These settings with or without the prefix cache. */
  public CacheSettings withPrefixCache(PrefixCache other) {
    return new CacheSettings(bytes, blockSize, other, imageTokens);
  }

  /** These settings with room for another number of image embeddings. */
  public CacheSettings withImageTokens(int other) {
    return new CacheSettings(bytes, blockSize, prefixCache, other);
  }

  /** Blocks that fit the memory, but no more than all sequences can fill. */
  int blocks(ModelShape shape, BatchLimits limits) {
    long affordable = bytes / shape.cacheBytesPerToken() / blockSize;
    long useful = (long) limits.sequences() * (shape.maxPositions() / blockSize + 1);
    return (int) Math.max(1, Math.min(Math.min(affordable, useful), Integer.MAX_VALUE / blockSize));
  }

  int imageBlocks(boolean takesImages) {
    return takesImages ? imageTokens / blockSize : 0;
  }
}
