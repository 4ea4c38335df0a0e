package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/**
 * How a model takes images.
 *
 * @param tokenId stands for one image token in a prompt
 * @param patchSize pixels on a patch's side
 * @param count how many tokens an image has
 * @param wording how words go with it
 */
public record ImageTokens(
    int tokenId, int patchSize, ToIntFunction<PixelValues> count, Wording wording) {

  /** How words are put to a model beside an image. */
  public sealed interface Wording {
    /** The folder's chat template writes a place for each image. */
    record Conversation() implements Wording {}

    /**
     * The image comes first; then the beginning of a text, with which the model goes on.
     *
     * @param begin the token before that text; empty: what the tokenizer puts there
     */
    record Continuation(OptionalInt begin) implements Wording {}

    /** The image comes first; then an instruction, which its encoder is told too. */
    record Instruction() implements Wording {}
  }

  /** A model that is talked with. */
  public ImageTokens(int tokenId, int patchSize, ToIntFunction<PixelValues> count) {
    this(tokenId, patchSize, count, new Wording.Conversation());
  }

  /** A token for each square of merged patches, so many on a side. */
  public static ImageTokens ofMerged(int tokenId, int patchSize, int mergeSize) {
    return new ImageTokens(tokenId, patchSize, image -> image.patches() / (mergeSize * mergeSize));
  }

  /** Tokens of an image. */
  public int tokens(PixelValues image) {
    return count.applyAsInt(image);
  }

  /** A prompt of words with images before them. */
  public int[] before(int[] words, List<PixelValues> images) {
    int tokens = images.stream().mapToInt(this::tokens).sum();
    int[] prompt = new int[tokens + words.length];
    Arrays.fill(prompt, 0, tokens, tokenId);
    System.arraycopy(words, 0, prompt, tokens, words.length);
    return prompt;
  }
}
