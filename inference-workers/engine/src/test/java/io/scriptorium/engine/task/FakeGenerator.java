package io.scriptorium.engine.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Generator;
import io.scriptorium.engine.Request;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Answers requests by a function, at once, or leaves them open if it has no answer. */
final class FakeGenerator implements Generator {
  final List<Request> requests = new CopyOnWriteArrayList<>();
  final List<CompletableFuture<Completion>> open = new CopyOnWriteArrayList<>();
  private final Function<Request, CompletableFuture<Completion>> answers;

  FakeGenerator(Function<Request, CompletableFuture<Completion>> answers) {
    this.answers = answers;
  }

  static FakeGenerator answering(Function<Request, Completion> answers) {
    return new FakeGenerator(request -> CompletableFuture.completedFuture(answers.apply(request)));
  }

  static FakeGenerator silent() {
    return new FakeGenerator(request -> new CompletableFuture<>());
  }

  /** An answer of bytes, each with a probability of one half. */
  static Completion said(String text, FinishReason reason) {
    byte[] bytes = text.getBytes(UTF_8);
    int[] tokens = new int[bytes.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = bytes[i] & 0xff;
    }
    float[] logProbabilities =
        new float[reason == FinishReason.STOP ? tokens.length + 1 : tokens.length];
    Arrays.fill(logProbabilities, (float) Math.log(0.5));
    return new Completion(tokens, logProbabilities, reason, "");
  }

  static Completion failed(String message) {
    return failed(FinishReason.ERROR, message);
  }

  static Completion failed(FinishReason reason, String message) {
    return new Completion(new int[0], new float[0], reason, message);
  }

  @Override
  public CompletableFuture<Completion> submit(Request request) {
    requests.add(request);
    CompletableFuture<Completion> answer = answers.apply(request);
    open.add(answer);
    return answer;
  }

  @Override
  public int pending() {
    return (int) open.stream().filter(answer -> !answer.isDone()).count();
  }

  @Override
  public void close() {
    open.forEach(
        answer ->
            answer.complete(new Completion(new int[0], new float[0], FinishReason.CANCELLED, "")));
  }
}
