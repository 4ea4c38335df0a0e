package io.scriptorium.engine.batch;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.model.PromptPositions;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** A request on its way through the engine. Made by any thread, then used by the engine's alone. */
final class Sequence {
  private final Request request;
  private final PromptPositions positions;
  private final CompletableFuture<Completion> answer = new CompletableFuture<>();
  private final int imageTokens;
  private int[] generated = new int[16];
  private float[] logProbabilities = new float[16];
  private int generatedCount;
  private int computedTokens;
  private SequenceState state = new SequenceState.Waiting();

  Sequence(Request request, PromptPositions positions, int imageTokens) {
    this.request = request;
    this.positions = positions;
    this.imageTokens = imageTokens;
  }

  Request request() {
    return request;
  }

  PromptPositions positions() {
    return positions;
  }

  CompletableFuture<Completion> answer() {
    return answer;
  }

  /** Image tokens of its prompt. */
  int imageTokens() {
    return imageTokens;
  }

  SequenceState state() {
    return state;
  }

  void state(SequenceState next) {
    state = next;
  }

  /** The state of a sequence that takes part in a step. */
  SequenceState.Running running() {
    if (state instanceof SequenceState.Running running) {
      return running;
    }
    throw new IllegalStateException("The sequence is " + state);
  }

  /** Tokens it has: prompt and answer. */
  int length() {
    return request.prompt().length + generatedCount;
  }

  /** Most tokens it can come to. */
  int maxLength() {
    return request.prompt().length + request.maxNewTokens();
  }

  int generatedCount() {
    return generatedCount;
  }

  int token(int index) {
    int prompt = request.prompt().length;
    return index < prompt ? request.prompt()[index] : generated[index - prompt];
  }

  /** Tokens whose keys and values are in the cache. */
  int computedTokens() {
    return computedTokens;
  }

  /** Notes that a step computed some of its tokens. */
  void advance(int tokens) {
    computedTokens += tokens;
  }

  /** Adds a generated token. */
  void append(int token, float logProbability) {
    if (generatedCount == generated.length) {
      generated = Arrays.copyOf(generated, 2 * generatedCount);
      logProbabilities = Arrays.copyOf(logProbabilities, 2 * generatedCount);
    }
    generated[generatedCount] = token;
    logProbabilities[generatedCount] = logProbability;
    generatedCount++;
  }

  /** Whether its last token is a stop token. */
  boolean endsWithStop() {
    return generatedCount > 0 && request.stopTokens().contains(generated[generatedCount - 1]);
  }

  boolean isFull() {
    return generatedCount == request.maxNewTokens();
  }

  boolean repeatsItself() {
    return Repetition.endsIn(generated, generatedCount);
  }

  /** The answer as it stands, ended for this reason. */
  Completion completion(FinishReason reason, String message) {
    int tokens = reason == FinishReason.STOP ? generatedCount - 1 : generatedCount;
    return new Completion(
        Arrays.copyOf(generated, tokens),
        Arrays.copyOf(logProbabilities, generatedCount),
        reason,
        message);
  }
}
