package io.scriptorium.engine.batch;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.cache.BlockHash;
import io.scriptorium.engine.model.ImageTokens;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Where the images of a prompt stand: each is a run of image tokens. */
final class PromptImages {
  private final List<Run> runs;
  private final IdentityHashMap<PixelValues, BlockHash> names = new IdentityHashMap<>();

  private PromptImages(List<Run> runs) {
    this.runs = runs;
  }

  /**
   * An image's tokens.
   *
   * @param start index of the first
   * @param end index after the last
   * @param image the image, named when a name is asked for: hashing it costs time
   */
  record Run(int start, int end, PixelValues image) {
    int tokens() {
      return end - start;
    }
  }

  static PromptImages of(Request request, Optional<ImageTokens> tokens) {
    List<Run> runs = new ArrayList<>();
    int index = 0;
    for (PixelValues image : request.images()) {
      ImageTokens model = tokens.orElseThrow();
      while (request.prompt()[index] != model.tokenId()) {
        index++;
      }
      int end = index + model.tokens(image);
      runs.add(new Run(index, end, image));
      index = end;
    }
    return new PromptImages(runs);
  }

  /** All of them. */
  List<Run> all() {
    return runs;
  }

  /** Those with tokens at or after an index. */
  List<Run> from(int index) {
    return runs.stream().filter(run -> run.end > index).toList();
  }

  /** An image's name. */
  BlockHash name(Run run) {
    return names.computeIfAbsent(run.image, BlockHash::of);
  }

  /** Names of the images with tokens in a range. */
  List<BlockHash> within(int start, int end) {
    return runs.stream().filter(run -> run.start < end && start < run.end).map(this::name).toList();
  }
}
