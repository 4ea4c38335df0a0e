package io.scriptorium.engine.task;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.ImageTokens.Wording;
import io.scriptorium.engine.text.ChatMessage;
import io.scriptorium.engine.text.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Puts words beside an image in the way that a model takes them. */
final class ImagePrompts {
  private final ReadingModel model;
  private final ImageTokens images;
  private final Optional<Tokenizer> encoderTokenizer;

  ImagePrompts(ReadingModel model, ImagePreparation preparation) {
    this.model = model;
    this.images = preparation.tokens();
    this.encoderTokenizer = preparation.encoderTokenizer();
  }

  /**
   * What goes to the model.
   *
   * @param tokens the prompt
   * @param image the image, with the instruction if its encoder takes one
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Prompt(int[] tokens, PixelValues image) {}

  /**
   * How the model is asked for what others are asked for by a profile.
   *
   * @throws TaskFailedException if it cannot be asked for that
   */
  TaskProfile profile(TaskProfile asked) {
    if (!(images.wording() instanceof Wording.Continuation)) {
      return asked;
    }
    return asked
        .ofBeginning()
        .orElseThrow(
            () ->
                new TaskFailedException(
                    TaskOutcome.Reason.UNSUPPORTED_TASK,
                    "the model %s only goes on with the beginning of a text about an image (captions, prompts)"
                        .formatted(model.identity().name())));
  }

  Prompt prompt(String words, PixelValues image) {
    if (images.wording() instanceof Wording.Continuation continuation) {
      int[] text =
          continuation.begin().isPresent()
              ? begun(continuation.begin().getAsInt(), model.tokenizer().encode(words))
              : model.prompts().continuation(words);
      return new Prompt(images.before(text, List.of(image)), image);
    }
    if (images.wording() instanceof Wording.Instruction) {
      int[] instruction = encoderTokenizer.orElseThrow().encodeWithSpecialTokens(words);
      int[] text = model.prompts().continuation(words);
      return new Prompt(
          images.before(text, List.of(image)),
          image.withInstruction(IntStream.of(instruction).boxed().toList()));
    }
    List<ChatMessage> messages = List.of(ChatMessage.userWithImage(words));
    return new Prompt(model.prompts().conversation(messages, List.of(images.tokens(image))), image);
  }

  private static int[] begun(int first, int[] text) {
    return IntStream.concat(IntStream.of(first), IntStream.of(text)).toArray();
  }
}
