package io.scriptorium.engine.text;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes token ids of conversations: chat template, tokenizer, and each image's placeholder repeated
 * as often as the image has tokens. Safe for use by several threads.
 */
public final class PromptBuilder {
  private final Tokenizer tokenizer;
  private final Optional<ChatTemplate> template;
  private final OptionalInt imageToken;

  /**
   * @param imageToken id that stands for an image in the template's text; empty for a text model
   */
  public PromptBuilder(
      Tokenizer tokenizer, Optional<ChatTemplate> template, OptionalInt imageToken) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.imageToken = imageToken;
  }

  /** Whether conversations can be put to the model, rather than text to be continued. */
  public boolean takesConversations() {
    return template.isPresent();
  }

  /**
   * A conversation's prompt.
   *
   * @param imageTokens tokens of each image, in the order of the conversation
   * @throws ModelFolderException if the model has no template, or its template does not take as
   *     many images
   */
  public int[] conversation(List<ChatMessage> messages, List<Integer> imageTokens) {
    return withImages(conversation(messages), imageTokens);
  }

  /**
   * A conversation's prompt with one placeholder for each image, to be filled in by {@link
   * #withImages}.
   *
   * @throws ModelFolderException if the model has no template, or it refuses the conversation
   */
  public int[] conversation(List<ChatMessage> messages) {
    ChatTemplate chat =
        template.orElseThrow(() -> new ModelFolderException("The model has no chat template"));
    return tokenizer.encode(chat.render(messages));
  }

  /** The prompt of a text to be continued. */
  public int[] continuation(String text) {
    return tokenizer.encodeWithSpecialTokens(text);
  }

  /**
   * A prompt with its n-th placeholder repeated as often as the n-th image has tokens.
   *
   * @throws ModelFolderException if there are not as many placeholders as images
   */
  public int[] withImages(int[] prompt, List<Integer> imageTokens) {
    int extra = imageTokens.stream().mapToInt(tokens -> tokens - 1).sum();
    int[] expanded = new int[Math.max(0, prompt.length + extra)];
    int to = 0;
    int image = 0;
    for (int token : prompt) {
      int repeat = 1;
      if (imageToken.isPresent() && token == imageToken.getAsInt()) {
        repeat = image < imageTokens.size() ? imageTokens.get(image) : expanded.length + 1;
        image++;
      }
      if (to + repeat > expanded.length) {
        throw mismatch(prompt, imageTokens);
      }
      Arrays.fill(expanded, to, to + repeat, token);
      to += repeat;
    }
    if (image != imageTokens.size()) {
      throw mismatch(prompt, imageTokens);
    }
    return expanded;
  }

  private ModelFolderException mismatch(int[] prompt, List<Integer> imageTokens) {
    long places = Arrays.stream(prompt).filter(id -> imageToken.equals(OptionalInt.of(id))).count();
    return new ModelFolderException(
        "The chat template made %d places for %d images".formatted(places, imageTokens.size()));
  }
}
