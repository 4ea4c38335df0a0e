package io.scriptorium.engine.task;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.engine.batch.EngineVitals;
import io.scriptorium.engine.batch.StepTimes;
import io.scriptorium.engine.image.ImageDecoder;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.layout.LineFinder;
import io.scriptorium.engine.task.TaskOutcome.Failed;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger(ModelTaskRunner.class);

  private final Parts parts;
  private final Load load;
  private final Stages stages = new Stages();
  private final ExecutorService preparation;
  private final ExecutorService finishing;
  private final Set<TaskRun> running = ConcurrentHashMap.newKeySet();
  private final Optional<PageByLines> pageByLines;
  private final Optional<ImageQuestion> imageQuestion;
  private final TextQuestion textQuestion;
  private volatile boolean closed;

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
    this.load = new Load(maxPendingTokens, preparationThreads + 1);
    this.preparation = Executors.newFixedThreadPool(preparationThreads, named("task-preparation"));
    this.finishing = Executors.newSingleThreadExecutor(named("task-finishing"));
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
    return open(modelFolder, settings, new SimpleMeterRegistry());
  }

  /** The same with the engines' meters in a registry of the caller's, for this model alone. */
  public static ModelTaskRunner open(
      Path modelFolder, TaskSettings settings, MeterRegistry metrics) {
    return ModelOpening.open(modelFolder, settings, metrics);
  }

  @Override
  public CompletableFuture<TaskOutcome> submit(TaskRequest request) {
    return submit(request, TextSink.NONE);
  }

  @Override
  public CompletableFuture<TaskOutcome> submit(TaskRequest request, TextSink sink) {
    return start(new TaskRun(request, sink, load), this::startTask);
  }

  /**
   * Continues a prompt, with or without an image: as a conversation if the model takes
   * instructions, else as text. A model that reads lines takes the image as one line.
   *
   * @param image bytes of an image file
   * @param rules what is asked of the answer
   */
  public CompletableFuture<TaskOutcome> generate(
      String prompt, Optional<byte[]> image, AnswerRules rules) {
    TaskRequest request =
        new TaskRequest(
            image.orElse(new byte[0]), TaskKind.PROMPT, OcrLayout.AUTO, Optional.of(prompt), rules);
    return start(
        new TaskRun(request, TextSink.NONE, load),
        run -> {
          if (image.isEmpty()) {
            return textQuestion.start(run);
          }
          return pageByLines.isPresent() ? startLine(run, pageByLines.get()) : startTask(run);
        });
  }

  private CompletableFuture<TaskOutcome> startLine(TaskRun run, PageByLines lines)
      throws ImageRejectedException {
    return run.request().rules().areUsual()
        ? lines.startLine(run)
        : lines.startQuestion(run, parts.model());
  }

  /** How a task begins, on a preparation thread. */
  private interface Beginning {
    CompletableFuture<TaskOutcome> of(TaskRun run) throws ImageRejectedException;
  }

  private CompletableFuture<TaskOutcome> start(TaskRun run, Beginning beginning) {
    running.add(run);
    load.beginPreparing();
    var unused =
        run.outcome()
            .whenComplete(
                (outcome, error) -> {
                  running.remove(run);
                  run.cancelRequests();
                });
    try {
      preparation.execute(() -> prepare(run, beginning));
    } catch (RejectedExecutionException e) {
      load.endPreparing();
      run.outcome().complete(stopped());
    }
    return run.outcome();
  }

  private void prepare(TaskRun run, Beginning beginning) {
    try {
      if (!closed && run.start()) {
        var unused = beginning.of(run).whenComplete((outcome, error) -> end(run, outcome, error));
        load.learn(run.imageTokens());
      }
    } catch (ImageRejectedException | RuntimeException | OutOfMemoryError e) {
      end(run, null, e);
    } finally {
      load.endPreparing();
    }
  }

  private static void end(TaskRun run, @Nullable TaskOutcome outcome, @Nullable Throwable error) {
    if (error == null) {
      run.outcome().complete(outcome);
      return;
    }
    Failed failed = TaskFailedException.outcome(error);
    if (run.outcome().complete(failed) && failed.reason() == Reason.INTERNAL) {
      LOG.atWarn().setCause(error).addKeyValue("kind", run.request().kind()).log("Task failed");
    }
  }

  private CompletableFuture<TaskOutcome> startTask(TaskRun run) throws ImageRejectedException {
    TaskRequest request = run.request();
    if (request.kind() == TaskKind.OCR) {
      boolean lines =
          request.layout() == OcrLayout.LINES
              || (request.layout() == OcrLayout.AUTO && pageByLines.isPresent());
      return lines
          ? startLines(run)
          : question("reading a whole page at once").start(run, TaskProfile.OCR_PAGE);
    }
    boolean wordless = request.prompt().map(String::isBlank).orElse(true);
    if (wordless && request.kind() != TaskKind.CAPTION) {
      throw new TaskFailedException(
          Reason.UNSUPPORTED_TASK, "a %s task needs a prompt".formatted(request.kind()));
    }
    return switch (request.kind()) {
      case CAPTION -> question("captions").start(run, TaskProfile.CAPTION);
      case GROUND -> question("grounding").start(run, TaskProfile.GROUND);
      case PROMPT, OCR -> question("prompts").start(run, TaskProfile.PROMPT);
    };
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
    return !closed && load.hasRoom();
  }

  @Override
  public ModelIdentity model() {
    return parts.model().identity();
  }

  /** How the engines are, one by one. */
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
    closed = true;
    preparation.shutdown();
    running.forEach(run -> run.outcome().complete(stopped()));
    parts.model().generator().close();
    awaitEnd(preparation);
    finishing.shutdown();
    awaitEnd(finishing);
    parts.afterClose().forEach(Runnable::run);
  }

  /** Native resources may go only when nobody uses them any more. */
  private static void awaitEnd(ExecutorService threads) {
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Failed stopped() {
    return new Failed(Reason.CANCELLED, "the model was stopped");
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }
}
