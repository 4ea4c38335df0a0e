package io.scriptorium.engine.task;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.task.TaskOutcome.Done;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a task that is one request has for an answer.
 *
 * @param answers the answer first, then those beside it
 * @param regions boxes that the answer names
 */
record WholeAnswer(List<ModelAnswer> answers, List<PageText.Region> regions) {

  /**
   * The answers of a completion. One that must match something does so only where it has ended;
   * others are left out.
   *
   * @throws TaskFailedException if none is left
   */
  static WholeAnswer of(Completion completion, ReadingModel model, AnswerRules rules) {
    List<ModelAnswer> answers = ModelAnswer.all(completion, model.tokenizer()::decode);
    if (rules.constraint().isEmpty()) {
      return new WholeAnswer(answers, List.of());
    }
    List<ModelAnswer> matches =
        answers.stream().filter(it -> it.finishReason() == FinishReason.STOP).toList();
    if (matches.isEmpty()) {
      throw unmatched(completion);
    }
    return new WholeAnswer(matches, List.of());
  }

  /** Says why an answer did not end of itself. */
  static TaskFailedException endless(Completion completion) {
    return new TaskFailedException(
        Reason.REPETITION_LOOP,
        completion.finishReason() == FinishReason.LENGTH
            ? "the answer did not end within %d tokens".formatted(completion.tokens().length)
            : "the answer repeats itself");
  }

  private static TaskFailedException unmatched(Completion completion) {
    return switch (completion.finishReason()) {
      case REPETITION -> endless(completion);
      case LENGTH ->
          new TaskFailedException(
              Reason.NO_MATCH,
              "the answer came to no match within %d tokens".formatted(completion.tokens().length));
      default -> new TaskFailedException(Reason.NO_MATCH, completion.message());
    };
  }

  /** The same with reasoning apart. */
  WholeAnswer apart(Reasoning reasoning) {
    return new WholeAnswer(answers.stream().map(reasoning::apart).toList(), regions);
  }

  /** The same with boxes that the answer names. */
  WholeAnswer withRegions(List<PageText.Region> named) {
    return new WholeAnswer(answers, named);
  }

  /** How sure the model was of the answer. */
  float confidence() {
    return answers.get(0).confidence();
  }

  /** The same without space at their ends. */
  WholeAnswer stripped() {
    return new WholeAnswer(
        answers.stream()
            .map(
                it ->
                    new ModelAnswer(
                        it.text().strip(),
                        it.reasoning(),
                        it.confidence(),
                        it.finishReason(),
                        it.places()))
            .toList(),
        regions);
  }

  /**
   * The task's outcome.
   *
   * @param width of the image in pixels, 0 without one
   * @param height of the image in pixels, 0 without one
   */
  Done done(int width, int height, String promptVersion, TaskUsage usage) {
    ModelAnswer first = answers.get(0);
    String text = first.text();
    return new Done(
        new PageText(text, text, regions),
        OptionalDouble.of(first.confidence()),
        width,
        height,
        promptVersion,
        usage,
        answers);
  }
}
