package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;
import java.util.List;

/** Checks of prompts that families share; each throws a {@link BadPromptException}. */
public final class PromptCheck {
  private PromptCheck() {}

  public static void tokens(int[] prompt, ModelShape shape) {
    if (prompt.length >= shape.maxPositions()) {
      throw BadPromptException.tooLong(
          "The prompt has %d tokens; the model takes fewer than %d"
              .formatted(prompt.length, shape.maxPositions()));
    }
    vocabulary(prompt, shape.vocabulary());
  }

  /** Every token must be in the vocabulary. */
  public static void vocabulary(int[] tokens, int vocabulary) {
    for (int token : tokens) {
      if (token < 0 || token >= vocabulary) {
        throw new BadPromptException(
            "Token %d is outside the vocabulary of %d".formatted(token, vocabulary));
      }
    }
  }

  /** Runs of image tokens must match the images, in number and in length. */
  public static void imageRuns(int[] prompt, List<PixelValues> images, ImageTokens tokens) {
    int index = 0;
    for (int image = 0; image < images.size(); image++) {
      int expected = tokens.tokens(images.get(image));
      while (index < prompt.length && prompt[index] != tokens.tokenId()) {
        index++;
      }
      int start = index;
      while (index < prompt.length
          && index - start < expected
          && prompt[index] == tokens.tokenId()) {
        index++;
      }
      if (index - start != expected) {
        throw new BadPromptException(
            "Image %d needs %d image tokens; the prompt has %d"
                .formatted(image + 1, expected, index - start));
      }
    }
    for (; index < prompt.length; index++) {
      if (prompt[index] == tokens.tokenId()) {
        throw new BadPromptException("The prompt has more image tokens than its images need");
      }
    }
  }
}
