package io.scriptorium.engine.task;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.engine.Urgency;
import io.scriptorium.engine.batch.EngineVitals;
import io.scriptorium.engine.batch.StepTimes;
import io.scriptorium.engine.image.ImageDecoder;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.layout.LineFinder;
import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Runs tasks with a loaded model.
 *
 * <pre>
 * submit ─▶ preparation threads: decode, find lines, scale ─▶ engines: the running batch
 *                                                                  │ answers
 *                              outcome ◀─ finishing thread: retry, compose ◀┘
 * </pre>
 *
 * While some pages are prepared, the lines of others are read; {@link #hasRoom} asks for just as
 * many as keep the batch full.
 */
public final class ModelTaskRunner implements TaskRunner {
  private final Parts parts;
  private final Stages stages = new Stages();
  private final TaskThreads threads;
  private final Optional<PageByLines> pageByLines;
  private final Optional<ImageQuestion> imageQuestion;
  private final TextQuestion textQuestion;

  /**
   * What a runner is made of.
   *
   * @param model the model's part in it
   * @param finder finds the lines of pages
   * @param limits what image files may have at most
   * @param engines what the engines tell of themselves
   * @param afterClose frees what the runner was opened with, in this order
   */
  record Parts(
      ReadingModel model,
      LineFinder finder,
      ImageLimits limits,
      Engines engines,
      List<Runnable> afterClose) {}

  /**
   * What engines tell of themselves.
   *
   * @param times where their time went, added up
   * @param vitals how they are, one by one
   */
  record Engines(Supplier<StepTimes.Totals> times, Supplier<List<EngineVitals>> vitals) {}

  ModelTaskRunner(Parts parts, int preparationThreads, long maxPendingTokens) {
    this.parts = parts;
    this.threads = new TaskThreads(preparationThreads, maxPendingTokens);
    Executor finishing = threads.finishing();
    ImageDecoder decoder = new ImageDecoder(parts.limits());
    ReadingModel model = parts.model();
    this.pageByLines =
        model.readsLines()
            ? Optional.of(
                new PageByLines(
                    decoder, parts.finder(), new LineReader(model, finishing), stages, finishing))
            : Optional.empty();
    this.imageQuestion =
        model.takesWordsOnImages()
            ? Optional.of(new ImageQuestion(model, decoder, stages, finishing))
            : Optional.empty();
    this.textQuestion = new TextQuestion(model, finishing);
  }

  /**
   * Loads a model folder and starts its engines and threads.
   *
   * @throws io.scriptorium.engine.torch.CheckpointException if the folder's weights cannot be used
   * @throws io.scriptorium.engine.text.ModelFolderException if another of its files is missing or
   *     makes no sense
   */
  public static ModelTaskRunner open(Path modelFolder, TaskSettings settings) {
    return open(ModelFolder.of(modelFolder), settings, new SimpleMeterRegistry());
  }

  /**
   * The same, of a folder that may have an adapter, with the engines' meters in a registry of the
   * caller's, for this model alone.
   */
  public static ModelTaskRunner open(
      ModelFolder modelFolder, TaskSettings settings, MeterRegistry metrics) {
    return ModelOpening.open(modelFolder, settings, metrics);
  }

  @Override
  public CompletableFuture<TaskOutcome> submit(TaskRequest request) {
    return submit(request, TextSink.NONE);
  }

  @Override
  public CompletableFuture<TaskOutcome> submit(TaskRequest request, TextSink sink) {
    return threads.start(request, sink, this::startTask);
  }

  /**
   * Continues a prompt, with images or without: as a conversation if the model takes instructions,
   * else as text. A model that reads lines takes an image as one line.
   *
   * @param images bytes of image files
   * @param rules what is asked of the answer
   */
  public CompletableFuture<TaskOutcome> generate(
      String prompt, List<byte[]> images, AnswerRules rules) {
    TaskRequest request =
        new TaskRequest(
            images,
            TaskKind.PROMPT,
            OcrLayout.AUTO,
            Optional.of(prompt),
            Labels.NONE,
            rules,
            Urgency.USUAL);
    return threads.start(
        request,
        TextSink.NONE,
        run -> {
          if (images.isEmpty()) {
            return textQuestion.start(run);
          }
          return pageByLines.isPresent() && images.size() == 1
              ? startLine(run, pageByLines.get())
              : startTask(run);
        });
  }

  private CompletableFuture<TaskOutcome> startLine(TaskRun run, PageByLines lines)
      throws ImageRejectedException {
    return run.request().rules().areUsual()
        ? lines.startLine(run)
        : lines.startQuestion(run, parts.model());
  }

  private CompletableFuture<TaskOutcome> startTask(TaskRun run) throws ImageRejectedException {
    TaskRequest request = run.request();
    if (request.kind() == TaskKind.EMBED || request.kind() == TaskKind.LABEL) {
      throw unsupported(request.kind() == TaskKind.EMBED ? "embeddings" : "labels");
    }
    requireImages(request);
    boolean wordless = request.prompt().map(String::isBlank).orElse(true);
    if (wordless && (request.kind() == TaskKind.PROMPT || request.kind() == TaskKind.GROUND)) {
      throw new TaskFailedException(
          Reason.UNSUPPORTED_TASK, "a %s task needs a prompt".formatted(request.kind()));
    }
    return switch (request.kind()) {
      case OCR -> startReading(run);
      case CAPTION -> question("captions").start(run, TaskProfile.CAPTION);
      case GROUND -> question("grounding").start(run, TaskProfile.GROUND);
      default -> startPrompt(run);
    };
  }

  private CompletableFuture<TaskOutcome> startReading(TaskRun run) throws ImageRejectedException {
    OcrLayout layout = run.request().layout();
    boolean lines =
        layout == OcrLayout.LINES || (layout == OcrLayout.AUTO && pageByLines.isPresent());
    return lines
        ? startLines(run)
        : question("reading a whole page at once").start(run, TaskProfile.OCR_PAGE);
  }

  private CompletableFuture<TaskOutcome> startPrompt(TaskRun run) throws ImageRejectedException {
    if (!run.request().images().isEmpty()) {
      return question("prompts").start(run, TaskProfile.PROMPT);
    }
    if (pageByLines.isPresent()) {
      throw unsupported("prompts");
    }
    return textQuestion.start(run);
  }

  /** Several images, or none, make sense in a prompt only, and several not to every model. */
  private void requireImages(TaskRequest request) {
    int images = request.images().size();
    if (images == 0 && request.kind() != TaskKind.PROMPT) {
      throw new TaskFailedException(
          Reason.EMPTY_FILE, "a task %s needs an image".formatted(request.kind()));
    }
    if (images > 1 && request.kind() != TaskKind.PROMPT) {
      throw new TaskFailedException(
          Reason.UNSUPPORTED_TASK,
          "a task %s takes one image, not %d".formatted(request.kind(), images));
    }
  }

  private CompletableFuture<TaskOutcome> startLines(TaskRun run) throws ImageRejectedException {
    PageByLines lines = pageByLines.orElseThrow(() -> unsupported("reading a page line by line"));
    if (!run.request().rules().areUsual()) {
      throw new TaskFailedException(
          Reason.UNSUPPORTED_TASK,
          "a page that is read line by line has many answers; it takes no regular expression, JSON"
              + " schema, stop string or sampling");
    }
    return lines.start(run);
  }

  private ImageQuestion question(String task) {
    return imageQuestion.orElseThrow(() -> unsupported(task));
  }

  private TaskFailedException unsupported(String task) {
    String takes =
        pageByLines.isPresent()
            ? "it reads text lines only (OCR by lines)"
            : imageQuestion.isPresent() ? "it takes whole images" : "it takes no images";
    return new TaskFailedException(
        Reason.UNSUPPORTED_TASK,
        "the model %s does not do %s: %s".formatted(model().name(), task, takes));
  }

  @Override
  public boolean hasRoom() {
    return threads.hasRoom();
  }

  @Override
  public ModelIdentity model() {
    return parts.model().identity();
  }

  @Override
  public List<EngineVitals> engines() {
    return parts.engines().vitals().get();
  }

  /** Where the threads' time went so far. */
  public StageTimes stageTimes() {
    StepTimes.Totals engine = parts.engines().times().get();
    return new StageTimes(
        Duration.ofNanos(stages.decode().nanos()),
        Duration.ofNanos(stages.layout().nanos()),
        Duration.ofNanos(engine.vision()),
        Duration.ofNanos(engine.layout() + engine.prefill() + engine.decode() + engine.commit()),
        Duration.ofNanos(stages.compose().nanos()));
  }

  @Override
  public void close() {
    threads.close(parts.model().generator()::close);
    parts.afterClose().forEach(Runnable::run);
  }
}
