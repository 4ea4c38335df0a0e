package io.scriptorium.engine.task;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.batch.EngineVitals;
import io.scriptorium.engine.image.Alpha;
import io.scriptorium.engine.image.ImageDecoder;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.image.ImageProcessor;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.image.ImageSettings;
import io.scriptorium.engine.image.RgbImage;
import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.model.EmbeddingModel;
import io.scriptorium.engine.model.ImageClassifier;
import io.scriptorium.engine.model.ImageTextModel;
import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.model.TokenDropping;
import io.scriptorium.engine.task.EmbeddingThreads.ImageCall;
import io.scriptorium.engine.task.TaskOutcome.Done;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import io.scriptorium.engine.text.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/**
 * Runs tasks with a model that embeds images and, where it has a tokenizer, texts: EMBED; and
 * LABEL, which chooses among the task's texts (zero-shot classification), or among the classes that
 * the model was trained on.
 */
public final class EmbeddingTaskRunner implements TaskRunner {
  private final Parts parts;
  private final ImageDecoder decoder;
  private final ImageProcessor processor;
  private final Stages stages = new Stages();
  private final TaskThreads threads;
  private final EmbeddingThreads model;
  private final ImageCall embedding;
  private final Optional<TextEmbeddings> texts;
  private final Optional<ImageCall> classes;

  /**
   * What a runner is made of. It closes model and tokenizer.
   *
   * @param tokenizer empty where the folder has none: only images are embedded then
   */
  record Parts(
      EmbeddingModel model,
      Optional<Tokenizer> tokenizer,
      ImageSettings images,
      ImageLimits limits,
      ModelIdentity identity) {}

  EmbeddingTaskRunner(Parts parts, TaskSettings settings) {
    this.parts = parts;
    this.decoder = new ImageDecoder(parts.limits);
    this.processor = parts.images.processor();
    this.threads = new TaskThreads(settings.preparationThreads(), settings.maxPendingTokens());
    this.model = new EmbeddingThreads(settings.engine().replicas());
    this.embedding = parts.model::embedImages;
    this.texts =
        parts.model instanceof ImageTextModel both
            ? parts.tokenizer.map(tokenizer -> new TextEmbeddings(model, both, tokenizer))
            : Optional.empty();
    this.classes =
        parts.model instanceof ImageClassifier classifier
            ? Optional.of(images -> classifier.logits(images, TokenDropping.OFF))
            : Optional.empty();
  }

  /**
   * Loads a model folder and starts its threads.
   *
   * @throws io.scriptorium.engine.torch.CheckpointException if the folder's weights cannot be used
   *     or are of a family that does not embed
   * @throws io.scriptorium.engine.text.ModelFolderException if another of its files is missing or
   *     makes no sense
   */
  public static EmbeddingTaskRunner open(ModelFolder modelFolder, TaskSettings settings) {
    return EmbeddingOpening.open(modelFolder, settings);
  }

  @Override
  public CompletableFuture<TaskOutcome> submit(TaskRequest request) {
    return threads.start(request, TextSink.NONE, this::startTask);
  }

  private CompletableFuture<TaskOutcome> startTask(TaskRun run) throws ImageRejectedException {
    TaskRequest request = run.request();
    if (request.kind() != TaskKind.EMBED && request.kind() != TaskKind.LABEL) {
      throw new TaskFailedException(
          Reason.UNSUPPORTED_TASK,
          "the model %s does no task %s: it embeds (EMBED, LABEL)"
              .formatted(model().name(), request.kind()));
    }
    if (!request.rules().areUsual()) {
      throw new TaskFailedException(
          Reason.UNSUPPORTED_TASK,
          "an answer that is no text takes no regular expression, JSON schema, stop string or"
              + " sampling");
    }
    if (request.images().size() > 1) {
      throw new TaskFailedException(
          Reason.UNSUPPORTED_TASK,
          "a task %s takes one image, not %d".formatted(request.kind(), request.images().size()));
    }
    if (request.kind() == TaskKind.LABEL) {
      return classes.isPresent() ? startClasses(run, classes.get()) : startLabels(run);
    }
    return request.images().isEmpty() ? startText(run) : startImage(run);
  }

  private CompletableFuture<TaskOutcome> startText(TaskRun run) {
    String text = run.request().prompt().orElse("");
    if (text.isBlank()) {
      throw new TaskFailedException(Reason.EMPTY_FILE, "there is neither an image nor a text");
    }
    TextEmbeddings embeddings = texts();
    return run.ask(embeddings.tokens(text).length, 0, () -> embeddings.of(List.of(text)))
        .thenApply(all -> embedded(run, Optional.empty(), all.get(0)));
  }

  private CompletableFuture<TaskOutcome> startImage(TaskRun run) throws ImageRejectedException {
    if (run.request().prompt().isPresent()) {
      throw new TaskFailedException(
          Reason.INVALID_JOB, "an EMBED task embeds an image or a text, not both");
    }
    Prepared image = prepared(run);
    return ask(run, image, embedding)
        .thenApply(vector -> embedded(run, Optional.of(image), vector));
  }

  private CompletableFuture<TaskOutcome> startLabels(TaskRun run) throws ImageRejectedException {
    List<String> labels = run.request().labels().texts();
    TextEmbeddings texts = texts();
    if (labels.isEmpty()) {
      throw new TaskFailedException(
          Reason.INVALID_JOB,
          "the model %s has no classes of its own: a LABEL task for it has labels to choose from"
              .formatted(model().name()));
    }
    CompletableFuture<List<float[]>> embeddings =
        texts.of(run.request().labels().within(run.request().prompt()));
    Prepared image = prepared(run);
    return ask(run, image, embedding)
        .thenCombine(
            embeddings, (vector, all) -> labelled(run, image, texts.scores(vector, labels, all)));
  }

  private CompletableFuture<TaskOutcome> startClasses(TaskRun run, ImageCall classifier)
      throws ImageRejectedException {
    if (!run.request().labels().texts().isEmpty() || run.request().prompt().isPresent()) {
      throw new TaskFailedException(
          Reason.UNSUPPORTED_TASK,
          "the model %s chooses among classes of its own: a LABEL task for it has neither labels nor a prompt"
              .formatted(model().name()));
    }
    List<String> names = ((ImageClassifier) parts.model).classes();
    Prepared image = prepared(run);
    return ask(run, image, classifier)
        .thenApply(logits -> labelled(run, image, LabelScore.ranked(names, logits)));
  }

  private TextEmbeddings texts() {
    return texts.orElseThrow(
        () ->
            new TaskFailedException(
                Reason.UNSUPPORTED_TASK,
                "the model %s embeds no texts%s"
                    .formatted(
                        model().name(),
                        parts.model instanceof ImageTextModel
                            ? ": its folder has no tokenizer"
                            : "")));
  }

  /** An image as the model takes it, and what it measured. */
  private record Prepared(int width, int height, PixelValues pixels) {}

  private Prepared prepared(TaskRun run) throws ImageRejectedException {
    byte[] file = run.request().image();
    RgbImage image = run.decode(stages.decode(), () -> decoder.rgb(file, Alpha.DROPPED));
    PixelValues pixels = run.layout(stages.layout(), () -> processor.process(image));
    return new Prepared(image.width(), image.height(), pixels);
  }

  private CompletableFuture<float[]> ask(TaskRun run, Prepared image, ImageCall call) {
    return run.ask(0, image.pixels.patches(), () -> model.image(image.pixels, call));
  }

  private static TaskOutcome embedded(TaskRun run, Optional<Prepared> image, float[] embedding) {
    return new Done(
        PageText.EMPTY,
        OptionalDouble.empty(),
        image.map(Prepared::width).orElse(0),
        image.map(Prepared::height).orElse(0),
        TaskProfile.EMBED,
        run.usage(),
        List.of(),
        Optional.of(embedding),
        List.of());
  }

  private static TaskOutcome labelled(TaskRun run, Prepared image, List<LabelScore> labels) {
    LabelScore best = labels.get(0);
    return new Done(
        new PageText(best.label(), best.label(), List.of()),
        OptionalDouble.of(best.score()),
        image.width,
        image.height,
        TaskProfile.LABEL,
        run.usage(),
        List.of(),
        Optional.empty(),
        labels);
  }

  @Override
  public boolean hasRoom() {
    return threads.hasRoom();
  }

  @Override
  public ModelIdentity model() {
    return parts.identity;
  }

  @Override
  public List<EngineVitals> engines() {
    return List.of(model.vitals());
  }

  @Override
  public void close() {
    threads.close(model::close);
    parts.tokenizer.ifPresent(Tokenizer::close);
    parts.model.close();
  }
}
