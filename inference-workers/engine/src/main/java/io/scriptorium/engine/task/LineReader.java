package io.scriptorium.engine.task;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.constrain.TokenAutomaton;
import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.image.LineGaps;
import io.scriptorium.engine.image.LineProcessor;
import io.scriptorium.engine.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Reads images of text lines with a model that takes one line at a time. */
final class LineReader {
  /** An answer has about four bytes for each image token at most; what goes on beyond is a loop. */
  private static final int TOKENS_PER_IMAGE_TOKEN = 4;

  private static final int SLACK = 12;

  private final ReadingModel model;
  private final LineProcessor processor;
  private final Executor afterwards;
  private final int[] prompt;

  /**
   * @param afterwards runs what follows an answer, so that the engine's thread need not
   */
  LineReader(ReadingModel model, Executor afterwards) {
    this.model = model;
    this.processor = new LineProcessor(model.images().orElseThrow().ofLines());
    this.afterwards = afterwards;
    this.prompt = model.prompts().conversation(List.of(ChatMessage.userWithImage("")));
  }

  /** A line's parts as the model takes them; one unless the line is very long. */
  List<GrayImage> prepare(GrayImage line) {
    return processor.scaled(line);
  }

  /** Reads the parts of a line. */
  CompletableFuture<LineAnswer> read(TaskRun run, List<GrayImage> parts) {
    return joined(parts.stream().map(part -> readPart(run, part)).toList());
  }

  private CompletableFuture<LineAnswer> readPart(TaskRun run, GrayImage part) {
    return ask(run, part)
        .thenComposeAsync(
            completion -> {
              if (completion.finishReason() == FinishReason.STOP) {
                return CompletableFuture.completedFuture(answer(completion));
              }
              int middle = part.width() / 2;
              int cut = LineGaps.near(part, middle, middle / 2);
              return cut < 1 ? lastResort(run, part) : readHalves(run, part, cut);
            },
            afterwards);
  }

  /** A line that the model loops on often reads well in halves. */
  private CompletableFuture<LineAnswer> readHalves(TaskRun run, GrayImage part, int cut) {
    return joined(
        List.of(
            lastResort(run, LineGaps.columns(part, 0, cut)),
            lastResort(run, LineGaps.columns(part, cut, part.width()))));
  }

  private CompletableFuture<LineAnswer> lastResort(TaskRun run, GrayImage part) {
    return ask(run, part).thenApplyAsync(this::answer, afterwards);
  }

  private CompletableFuture<Completion> ask(TaskRun run, GrayImage part) {
    return ask(run, part, Optional.empty());
  }

  /** Reads a part once, by the task's rules. */
  CompletableFuture<Completion> ask(
      TaskRun run, GrayImage part, Optional<TokenAutomaton> constraint) {
    AnswerRules rules = run.request().rules();
    PixelValues pixels = processor.process(part);
    int images = processor.tokens(pixels);
    int usual = TOKENS_PER_IMAGE_TOKEN * images + SLACK;
    int asked = rules.maxTokens().orElse(usual);
    int most = rules.areUsual() ? Math.min(usual, asked) : asked;
    int[] tokens = model.prompts().withImages(prompt, List.of(images));
    Request request = new Request(tokens, List.of(pixels), most, model.defaults().stopTokens());
    return run.ask(model.generator(), model.asked(request, rules, constraint), images);
  }

  private LineAnswer answer(Completion completion) {
    if (completion.finishReason() == FinishReason.STOP) {
      return LineAnswer.of(model.tokenizer().decode(completion.tokens()), completion);
    }
    int[] before = Loops.cut(completion.tokens());
    return LineAnswer.beforeLoop(model.tokenizer().decode(before), before.length);
  }

  private static CompletableFuture<LineAnswer> joined(List<CompletableFuture<LineAnswer>> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return allOf(parts).thenApply(LineAnswer::joined);
  }

  static <T> CompletableFuture<List<T>> allOf(List<CompletableFuture<T>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              List<T> results = new ArrayList<>();
              futures.forEach(future -> results.add(future.join()));
              return results;
            });
  }
}
