package io.scriptorium.engine.task;

import io.scriptorium.engine.Generator;
import io.scriptorium.engine.LoopDetection;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.StopStrings;
import io.scriptorium.engine.constrain.BadConstraintException;
import io.scriptorium.engine.constrain.TokenAutomaton;
import io.scriptorium.engine.model.ImageTokens.Wording;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.engine.text.GenerationDefaults;
import io.scriptorium.engine.text.IncrementalDecoder;
import io.scriptorium.engine.text.ModelFolderException;
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
    Optional<ImagePreparation> images,
    int maxPositions,
    ModelIdentity identity) {
  /** Special token of models that read one line and take no words. */
  private static final String LINE_READER = "<|ocr|>";

  private static final int DEFAULT_NEW_TOKENS = 2048;

  /** Frees its tokenizers. */
  void close() {
    tokenizer.close();
    images.flatMap(ImagePreparation::encoderTokenizer).ifPresent(Tokenizer::close);
  }

  static boolean isLineReader(Tokenizer tokenizer) {
    return tokenizer.addedToken(LINE_READER).isPresent();
  }

  boolean readsLines() {
    return images.isPresent() && isLineReader(tokenizer);
  }

  boolean takesInstructions() {
    return prompts.takesConversations() && !isLineReader(tokenizer);
  }

  /** Whether it answers to a whole image and words. */
  boolean takesWordsOnImages() {
    return images.isPresent()
        && (takesInstructions()
            || !(images.get().tokens().wording() instanceof Wording.Conversation));
  }

  /**
   * What an answer must be, in the model's tokens; made if it is not known yet.
   *
   * @throws TaskFailedException if it cannot be used, or not with this model
   */
  Optional<TokenAutomaton> constraint(AnswerRules rules) {
    if (rules.constraint().isPresent() && defaults.stopTokens().isEmpty()) {
      throw new TaskFailedException(
          Reason.UNSUPPORTED_TASK,
          "the model %s has no stop token, with which an answer that must match ends"
              .formatted(identity.name()));
    }
    try {
      return rules.constraint().map(tokenizer.constraints()::get);
    } catch (BadConstraintException e) {
      throw new TaskFailedException(Reason.INVALID_JOB, e.reason());
    } catch (ModelFolderException e) {
      throw new TaskFailedException(Reason.UNSUPPORTED_TASK, String.valueOf(e.getMessage()));
    }
  }

  /**
   * A request whose answer may be a whole page, tables included.
   *
   * @param constraint the rules' own, see {@link #constraint}
   */
  Request request(
      int[] prompt,
      List<PixelValues> images,
      AnswerRules rules,
      Optional<TokenAutomaton> constraint) {
    int most = newTokens(rules.maxTokens(), prompt.length);
    Request request = new Request(prompt, images, most, defaults.stopTokens());
    return asked(
        request.withStopRules(request.stopRules().withLoopDetection(LoopDetection.TABLES)),
        rules,
        constraint);
  }

  /** A request for answers by these rules; their number of tokens stays. */
  Request asked(Request request, AnswerRules rules, Optional<TokenAutomaton> constraint) {
    StopStrings stopStrings =
        rules.stopStrings().isEmpty()
            ? StopStrings.NONE
            : new StopStrings(rules.stopStrings(), () -> new IncrementalDecoder(tokenizer));
    Request asked =
        request
            .withStopRules(request.stopRules().withStopStrings(stopStrings))
            .withSampling(rules.sampling())
            .withSearch(rules.search());
    return constraint.map(asked::withConstraint).orElse(asked);
  }

  /**
   * Most tokens of an answer.
   *
   * @param asked what the task allows
   */
  private int newTokens(OptionalInt asked, int promptTokens) {
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
