package io.scriptorium.engine.task;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Generator;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.task.StageClock.Work;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A task under way: what it asked the model, what it took. Safe for use by several threads. */
final class TaskRun {
  private final TaskRequest request;
  private final TextSink sink;
  private final Load load;
  private final CompletableFuture<TaskOutcome> outcome = new CompletableFuture<>();
  private final List<CompletableFuture<?>> asked = new ArrayList<>();
  private final long submitted = System.nanoTime();
  private long started = submitted;
  private long decode;
  private long layout;
  private long firstAsked;
  private long lastAnswered;
  private int textTokens;
  private int imageTokens;
  private int outputTokens;

  TaskRun(TaskRequest request, TextSink sink, Load load) {
    this.request = request;
    this.sink = sink;
    this.load = load;
  }

  TaskRequest request() {
    return request;
  }

  CompletableFuture<TaskOutcome> outcome() {
    return outcome;
  }

  /** Whether anybody wants to know what is read before all of it is. */
  boolean isWatched() {
    return sink != TextSink.NONE;
  }

  /** Tells of text that was read. */
  void tell(TextSink.Piece piece) {
    if (!outcome.isDone()) {
      sink.take(piece);
    }
  }

  /** Notes that a thread took the task up; false if nobody waits for it any more. */
  synchronized boolean start() {
    started = System.nanoTime();
    return !outcome.isDone();
  }

  <T, E extends Exception> T decode(StageClock clock, Work<T, E> work) throws E {
    long start = System.nanoTime();
    T result = clock.time(work);
    synchronized (this) {
      decode += System.nanoTime() - start;
    }
    return result;
  }

  <T, E extends Exception> T layout(StageClock clock, Work<T, E> work) throws E {
    long start = System.nanoTime();
    T result = clock.time(work);
    synchronized (this) {
      layout += System.nanoTime() - start;
    }
    return result;
  }

  /**
   * Puts a request to the model.
   *
   * @param images image tokens in its prompt
   * @return a future that fails if the request did
   */
  CompletableFuture<Completion> ask(Generator generator, Request question, int images) {
    return ask(
            question.prompt().length - images,
            images,
            () -> generator.submit(question.withUrgency(request.urgency())))
        .thenApply(this::answered);
  }

  /**
   * Puts anything to a model.
   *
   * @param text tokens of it that are not an image's
   * @param images tokens of images
   * @return the model's own answer
   */
  <T> CompletableFuture<T> ask(int text, int images, Supplier<CompletableFuture<T>> model) {
    load.add(images);
    CompletableFuture<T> answer;
    synchronized (this) {
      if (asked.isEmpty()) {
        firstAsked = System.nanoTime();
      }
      textTokens += text;
      imageTokens += images;
      answer = model.get();
      asked.add(answer);
    }
    if (outcome.isDone()) {
      answer.cancel(true);
    }
    return answer.whenComplete(
        (value, error) -> {
          load.remove(images);
          noteAnswer();
        });
  }

  private synchronized void noteAnswer() {
    lastAnswered = System.nanoTime();
  }

  private Completion answered(Completion completion) {
    synchronized (this) {
      outputTokens += completion.tokens().length;
      completion.others().forEach(other -> outputTokens += other.tokens().length);
    }
    if (completion.finishReason() == FinishReason.CANCELLED) {
      throw new TaskFailedException(Reason.CANCELLED, "the model was stopped");
    }
    if (completion.finishReason() == FinishReason.PROMPT_TOO_LONG) {
      throw new TaskFailedException(Reason.PROMPT_TOO_LONG, completion.message());
    }
    if (completion.finishReason() == FinishReason.ERROR) {
      String message = completion.message();
      boolean memory = message.toLowerCase(Locale.ROOT).contains("memory");
      throw new TaskFailedException(memory ? Reason.OUT_OF_MEMORY : Reason.INTERNAL, message);
    }
    return completion;
  }

  /** Takes back what the model has not answered yet. */
  void cancelRequests() {
    List<CompletableFuture<?>> pending;
    synchronized (this) {
      pending = List.copyOf(asked);
    }
    pending.forEach(answer -> answer.cancel(true));
  }

  synchronized int imageTokens() {
    return imageTokens;
  }

  synchronized TaskUsage usage() {
    return new TaskUsage(
        textTokens,
        imageTokens,
        outputTokens,
        Duration.ofNanos(started - submitted),
        Duration.ofNanos(decode),
        Duration.ofNanos(layout),
        Duration.ofNanos(Math.max(0, lastAnswered - firstAsked)));
  }
}
