package io.scriptorium.engine.task;

import io.scriptorium.engine.Generator;
import io.scriptorium.engine.LoopDetection;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.image.ImageProcessorConfig;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.engine.text.GenerationDefaults;
import io.scriptorium.engine.text.PromptBuilder;
import io.scriptorium.engine.text.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that tasks know of a model.
 *
 * @param generator continues prompts
 * @param tokenizer text to tokens and back
 * @param prompts conversations to tokens
 * @param defaults where answers end
 * @param images how images are prepared; empty for a text model
 * @param maxPositions most tokens of prompt and answer together
 * @param identity name and version
 */
record ReadingModel(
    Generator generator,
    Tokenizer tokenizer,
    PromptBuilder prompts,
    GenerationDefaults defaults,
    Optional<ImageProcessorConfig> images,
    int maxPositions,
    ModelIdentity identity) {
  /** Special token of models that read one line and take no words. */
  private static final String LINE_READER = "<|ocr|>";

  private static final int DEFAULT_NEW_TOKENS = 2048;

  static boolean isLineReader(Tokenizer tokenizer) {
    return tokenizer.addedToken(LINE_READER).isPresent();
  }

  boolean readsLines() {
    return images.isPresent() && isLineReader(tokenizer);
  }

  boolean takesInstructions() {
    return prompts.takesConversations() && !isLineReader(tokenizer);
  }

  boolean takesInstructionsOnImages() {
    return takesInstructions() && images.isPresent();
  }

  /** A request whose answer may be a whole page, tables included. */
  Request request(int[] prompt, List<PixelValues> images, int maxNewTokens) {
    Request request = new Request(prompt, images, maxNewTokens, defaults.stopTokens());
    return request.withStopRules(request.stopRules().withLoopDetection(LoopDetection.TABLES));
  }

  /**
   * Most tokens of an answer.
   *
   * @param asked what the task allows
   */
  int newTokens(OptionalInt asked, int promptTokens) {
    int room = maxPositions - promptTokens;
    if (room < 1) {
      throw new TaskFailedException(
          Reason.PROMPT_TOO_LONG,
          "image and prompt have %d tokens; the model takes fewer than %d"
              .formatted(promptTokens, maxPositions));
    }
    int wanted = asked.orElse(defaults.maxNewTokens().orElse(DEFAULT_NEW_TOKENS));
    return Math.max(1, Math.min(wanted, room));
  }
}
