package io.scriptorium.engine.batch;

import io.scriptorium.engine.cache.BlockHash;
import io.scriptorium.engine.cache.BlockPool;
import java.util.List;
import java.util.Optional;

/**
 * Whether blocks that are computed serve later sequences that begin alike, and embeddings later
 * ones with the same image.
 */
public enum PrefixCache {
  ON {
    @Override
    List<BlockHash> find(Sequence sequence, BlockPool blocks) {
      // The last token is computed in any case: another one is predicted after it.
      int full = (sequence.length() - 1) / blocks.blockSize();
      List<BlockHash> names = sequence.names(full, blocks.blockSize());
      return names.subList(0, blocks.findable(names));
    }

    @Override
    void keep(Sequence sequence, BlockPool blocks) {
      int full = sequence.computedTokens() / blocks.blockSize();
      int known = sequence.namedBlocks();
      List<BlockHash> names = sequence.names(full, blocks.blockSize());
      for (int i = known; i < full; i++) {
        blocks.name(sequence.running().blocks().block(i), names.get(i));
      }
      sequence.namedBlocks(full);
    }

    @Override
    Optional<BlockHash> name(PromptImages images, PromptImages.Run image) {
      return Optional.of(images.name(image));
    }
  },
  OFF {
    @Override
    List<BlockHash> find(Sequence sequence, BlockPool blocks) {
      return List.of();
    }

    @Override
    void keep(Sequence sequence, BlockPool blocks) {}

    @Override
    Optional<BlockHash> name(PromptImages images, PromptImages.Run image) {
      return Optional.empty();
    }
  };

  /** Names of the sequence's first blocks that are in the pool, all but its last token at most. */
  abstract List<BlockHash> find(Sequence sequence, BlockPool blocks);

  /** Names the blocks that the sequence has filled with verified tokens. */
  abstract void keep(Sequence sequence, BlockPool blocks);

  /** The name by which an image's embeddings are found again, if they are to be. */
  abstract Optional<BlockHash> name(PromptImages images, PromptImages.Run image);
}
