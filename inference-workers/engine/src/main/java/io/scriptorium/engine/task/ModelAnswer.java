package io.scriptorium.engine.task;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One answer of the model to one request.
 *
 * @param text the text, without reasoning before it
 * @param reasoning what a model that reasons wrote before its answer
 * @param confidence geometric mean of its tokens' probabilities, 0 to 1
 * @param finishReason why it ended
 * @param places its tokens one by one, the stop token included; empty unless alternatives were
 *     asked for
 */
public record ModelAnswer(
    String text,
    Optional<String> reasoning,
    float confidence,
    FinishReason finishReason,
    List<Place> places) {

  /**
   * A place in the answer.
   *
   * @param token what stands there
   * @param alternatives the most probable tokens, the most probable first
   */
  public record Place(Token token, List<Token> alternatives) {}

  /**
   * A token that may stand somewhere.
   *
   * @param text its text alone; empty for special tokens
   * @param logProbability natural logarithm of its probability
   */
  public record Token(String text, float logProbability) {}

  /** A completion and those beside it. */
  static List<ModelAnswer> all(Completion completion, Function<int[], String> decode) {
    return Stream.concat(Stream.of(completion), completion.others().stream())
        .map(it -> of(it, decode))
        .toList();
  }

  private static ModelAnswer of(Completion completion, Function<int[], String> decode) {
    String text = completion.text(decode);
    return new ModelAnswer(
        text,
        Optional.empty(),
        LineAnswer.of(text, completion).confidence(),
        completion.finishReason(),
        IntStream.range(0, completion.alternatives().size())
            .mapToObj(i -> place(completion, i, decode))
            .toList());
  }

  private static Place place(Completion completion, int index, Function<int[], String> decode) {
    int[] tokens = completion.tokens();
    String text = index < tokens.length ? decode.apply(new int[] {tokens[index]}) : "";
    List<Token> alternatives =
        completion.alternatives().get(index).stream()
            .map(it -> new Token(decode.apply(new int[] {it.token()}), it.logProbability()))
            .toList();
    return new Place(new Token(text, completion.logProbabilities()[index]), alternatives);
  }
}
