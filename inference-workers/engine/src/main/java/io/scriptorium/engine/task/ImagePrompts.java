package io.scriptorium.engine.task;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.ImageTokens.Wording;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import io.scriptorium.engine.text.ChatMessage;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.text.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Puts words beside images in the way that a model takes them. */
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
   * @param images the images, with the instruction if their encoder takes one
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Prompt(int[] tokens, List<PixelValues> images) {}

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
                    Reason.UNSUPPORTED_TASK,
                    "the model %s only goes on with the beginning of a text about an image (captions, prompts)"
                        .formatted(model.identity().name())));
  }

  /**
   * Makes a prompt.
   *
   * @throws TaskFailedException if the model does not take so many images
   */
  Prompt prompt(String words, List<PixelValues> pixels) {
    if (images.wording() instanceof Wording.Continuation continuation) {
      int[] text =
          continuation.begin().isPresent()
              ? begun(continuation.begin().getAsInt(), model.tokenizer().encode(words))
              : model.prompts().continuation(words);
      return new Prompt(images.before(text, onlyOne(pixels)), pixels);
    }
    if (images.wording() instanceof Wording.Instruction) {
      int[] instruction = encoderTokenizer.orElseThrow().encodeWithSpecialTokens(words);
      int[] text = model.prompts().continuation(words);
      PixelValues image = onlyOne(pixels).get(0);
      return new Prompt(
          images.before(text, pixels),
          List.of(image.withInstruction(IntStream.of(instruction).boxed().toList())));
    }
    return new Prompt(conversation(words, pixels.stream().map(images::tokens).toList()), pixels);
  }

  private int[] conversation(String words, List<Integer> tokens) {
    List<ChatMessage> messages = List.of(ChatMessage.userWithImages(tokens.size(), words));
    try {
      return model.prompts().conversation(messages, tokens);
    } catch (ModelFolderException e) {
      if (tokens.size() == 1) {
        throw e;
      }
      throw notSoMany(tokens.size(), ": " + e.getMessage());
    }
  }

  private List<PixelValues> onlyOne(List<PixelValues> pixels) {
    if (pixels.size() > 1) {
      throw notSoMany(pixels.size(), "");
    }
    return pixels;
  }

  private TaskFailedException notSoMany(int count, String why) {
    return new TaskFailedException(
        Reason.UNSUPPORTED_TASK,
        "the model %s does not take %d images in a prompt%s"
            .formatted(model.identity().name(), count, why));
  }

  private static int[] begun(int first, int[] text) {
    return IntStream.concat(IntStream.of(first), IntStream.of(text)).toArray();
  }
}
