package io.scriptorium.engine.task;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.ImageSize;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.constrain.TokenAutomaton;
import io.scriptorium.engine.image.Alpha;
import io.scriptorium.engine.image.ImageDecoder;
import io.scriptorium.engine.image.ImageProcessor;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.image.RgbImage;
import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.text.IncrementalDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Puts whole images and words about them to a model. */
final class ImageQuestion {
  private final ReadingModel model;
  private final ImageDecoder decoder;
  private final ImageProcessor processor;
  private final ImageTokens imageTokens;
  private final ImagePrompts prompts;
  private final Stages stages;
  private final Executor afterwards;

  ImageQuestion(ReadingModel model, ImageDecoder decoder, Stages stages, Executor afterwards) {
    this.model = model;
    this.decoder = decoder;
    ImagePreparation images = model.images().orElseThrow();
    this.processor = images.settings().processor();
    this.imageTokens = images.tokens();
    this.prompts = new ImagePrompts(model, images);
    this.stages = stages;
    this.afterwards = afterwards;
  }

  /** An image as it was sent and as the model sees it. */
  private record Seen(ImageSize sent, PixelValues pixels) {}

  /** Prepares the images on the caller's thread; the rest happens as the model answers. */
  CompletableFuture<TaskOutcome> start(TaskRun run, TaskProfile wanted)
      throws ImageRejectedException {
    TaskRequest task = run.request();
    TaskProfile profile = prompts.profile(wanted);
    Optional<TokenAutomaton> constraint = model.constraint(task.rules());
    List<Seen> seen = new ArrayList<>();
    for (byte[] file : task.images()) {
      seen.add(prepared(run, file));
    }
    ImagePrompts.Prompt prompt =
        prompts.prompt(
            profile.with(task.prompt().orElse("")), seen.stream().map(Seen::pixels).toList());
    Request request = model.request(prompt.tokens(), prompt.images(), task.rules(), constraint);
    Asked asked = new Asked(seen.get(0), reasoning(prompt.tokens(), constraint));
    return run.ask(
            model.generator(),
            watched(run, request),
            prompt.images().stream().mapToInt(imageTokens::tokens).sum())
        .thenApplyAsync(completion -> done(run, profile, asked, completion), afterwards);
  }

  private Seen prepared(TaskRun run, byte[] file) throws ImageRejectedException {
    RgbImage image = run.decode(stages.decode(), () -> decoder.rgb(file, Alpha.OVER_WHITE));
    PixelValues pixels = run.layout(stages.layout(), () -> processor.process(image));
    return new Seen(new ImageSize(image.width(), image.height()), pixels);
  }

  /** An answer that must match something is that and nothing else. */
  private Reasoning reasoning(int[] prompt, Optional<TokenAutomaton> constraint) {
    return constraint.isPresent() ? Reasoning.NONE : Reasoning.after(prompt, model.tokenizer());
  }

  private Request watched(TaskRun run, Request request) {
    return run.isWatched()
        ? request.withListener(
            new AnswerPieces(
                run, new IncrementalDecoder(model.tokenizer()), request.stopTokens(), afterwards))
        : request;
  }

  /** What is to be known of a question when it is answered. */
  private record Asked(Seen first, Reasoning reasoning) {}

  private TaskOutcome done(TaskRun run, TaskProfile profile, Asked asked, Completion completion) {
    AnswerRules rules = run.request().rules();
    boolean free = rules.constraint().isEmpty();
    boolean cutOff = completion.finishReason() == FinishReason.LENGTH;
    if (free
        && (completion.finishReason() == FinishReason.REPETITION
            || (cutOff && profile.equals(TaskProfile.OCR_PAGE)))) {
      throw WholeAnswer.endless(completion);
    }
    WholeAnswer answer = WholeAnswer.of(completion, model, rules);
    if (profile.equals(TaskProfile.GROUND)) {
      answer = answer.withRegions(regions(asked, completion, answer.confidence()));
    }
    ImageSize size = asked.first.sent;
    return (free ? answer.apart(asked.reasoning).stripped() : answer)
        .done(size.width(), size.height(), profile.version(), run.usage());
  }

  private List<PageText.Region> regions(Asked asked, Completion completion, float confidence) {
    int patch = imageTokens.patchSize();
    PixelValues pixels = asked.first.pixels;
    ImageSize seen = new ImageSize(pixels.gridW() * patch, pixels.gridH() * patch);
    return new Grounding(asked.first.sent, seen)
        .regions(model.tokenizer().decodeWithSpecialTokens(completion.tokens()), confidence);
  }
}
