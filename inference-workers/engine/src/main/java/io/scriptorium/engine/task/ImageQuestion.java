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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Puts a whole image and words about it to a model. */
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

  /** Prepares the image on the caller's thread; the rest happens as the model answers. */
  CompletableFuture<TaskOutcome> start(TaskRun run, TaskProfile asked)
      throws ImageRejectedException {
    TaskRequest task = run.request();
    TaskProfile profile = prompts.profile(asked);
    Optional<TokenAutomaton> constraint = model.constraint(task.rules());
    RgbImage image = run.decode(stages.decode(), () -> decoder.rgb(task.image(), Alpha.OVER_WHITE));
    PixelValues pixels = run.layout(stages.layout(), () -> processor.process(image));
    int tokens = imageTokens.tokens(pixels);
    String words = profile.with(task.prompt().orElse(""));
    ImagePrompts.Prompt prompt = prompts.prompt(words, pixels);
    Request request =
        model.request(prompt.tokens(), List.of(prompt.image()), task.rules(), constraint);
    return run.ask(model.generator(), watched(run, request), tokens)
        .thenApplyAsync(
            completion -> done(run, profile, new Asked(image, pixels), completion), afterwards);
  }

  private Request watched(TaskRun run, Request request) {
    return run.isWatched()
        ? request.withListener(
            new AnswerPieces(
                run, new IncrementalDecoder(model.tokenizer()), request.stopTokens(), afterwards))
        : request;
  }

  /** An image as it was sent and as the model saw it. */
  private record Asked(RgbImage image, PixelValues pixels) {}

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
    return (free ? answer.stripped() : answer)
        .done(asked.image.width(), asked.image.height(), profile.version(), run.usage());
  }

  private List<PageText.Region> regions(Asked asked, Completion completion, float confidence) {
    int patch = imageTokens.patchSize();
    ImageSize seen = new ImageSize(asked.pixels.gridW() * patch, asked.pixels.gridH() * patch);
    return new Grounding(new ImageSize(asked.image.width(), asked.image.height()), seen)
        .regions(model.tokenizer().decodeWithSpecialTokens(completion.tokens()), confidence);
  }
}
