package io.scriptorium.engine.parity;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.ImageTokens;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where a reference's images stand in its prompts. */
final class ImagePlaces {
  private ImagePlaces() {}

  /**
   * The prompt as the engine takes it. A reference whose text only attends to its image has no
   * tokens for it; they come before the text.
   */
  static int[] in(int[] prompt, List<PixelValues> images, Optional<ImageTokens> tokens) {
    return tokens
        .filter(it -> IntStream.of(prompt).noneMatch(token -> token == it.tokenId()))
        .map(it -> it.before(prompt, images))
        .orElse(prompt);
  }
}
