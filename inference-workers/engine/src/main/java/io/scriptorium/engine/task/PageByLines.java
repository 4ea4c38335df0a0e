package io.scriptorium.engine.task;

import io.scriptorium.engine.constrain.TokenAutomaton;
import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.image.ImageDecoder;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.LineFinder;
import io.scriptorium.engine.layout.PageComposer;
import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.layout.ReadLine;
import io.scriptorium.engine.layout.TextLine;
import io.scriptorium.engine.task.TaskOutcome.Done;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Reads a page line by line: finds the lines, reads each, puts them in order. */
final class PageByLines {
  private final ImageDecoder decoder;
  private final LineFinder finder;
  private final LineReader reader;
  private final Stages stages;
  private final Executor afterwards;

  PageByLines(
      ImageDecoder decoder,
      LineFinder finder,
      LineReader reader,
      Stages stages,
      Executor afterwards) {
    this.decoder = decoder;
    this.finder = finder;
    this.reader = reader;
    this.stages = stages;
    this.afterwards = afterwards;
  }

  /** A line and its images, scaled for the model. */
  private record Prepared(TextLine line, List<GrayImage> parts) {}

  /** Prepares the page on the caller's thread; the rest happens as the model answers. */
  CompletableFuture<TaskOutcome> start(TaskRun run) throws ImageRejectedException {
    GrayImage page = run.decode(stages.decode(), () -> decoder.gray(run.request().image()));
    List<Prepared> lines = run.layout(stages.layout(), () -> lines(page));
    List<CompletableFuture<LineAnswer>> answers = new ArrayList<>();
    for (Prepared prepared : lines) {
      answers.add(told(run, prepared.line().box(), reader.read(run, prepared.parts())));
    }
    return LineReader.allOf(answers)
        .thenApplyAsync(read -> done(run, page, compose(lines, read), read), afterwards);
  }

  private static CompletableFuture<LineAnswer> told(
      TaskRun run, Box box, CompletableFuture<LineAnswer> answer) {
    return answer.thenApply(
        read -> {
          if (read.isText()) {
            run.tell(new TextSink.Piece(Optional.of(box), read.text()));
          }
          return read;
        });
  }

  /** Reads the whole image as one line, by the task's rules. */
  CompletableFuture<TaskOutcome> startQuestion(TaskRun run, ReadingModel model)
      throws ImageRejectedException {
    AnswerRules rules = run.request().rules();
    Optional<TokenAutomaton> constraint = model.constraint(rules);
    GrayImage image = run.decode(stages.decode(), () -> decoder.gray(run.request().image()));
    List<GrayImage> parts = run.layout(stages.layout(), () -> reader.prepare(image));
    if (parts.size() > 1) {
      throw new TaskFailedException(
          Reason.UNSUPPORTED_TASK, "the line is too long to be read as one answer");
    }
    return reader
        .ask(run, parts.get(0), constraint)
        .thenApplyAsync(
            completion ->
                WholeAnswer.of(completion, model, rules)
                    .done(image.width(), image.height(), TaskProfile.OCR_LINES, run.usage()),
            afterwards);
  }

  /** Reads the whole image as one line. */
  CompletableFuture<TaskOutcome> startLine(TaskRun run) throws ImageRejectedException {
    GrayImage image = run.decode(stages.decode(), () -> decoder.gray(run.request().image()));
    Box whole = new Box(0, 0, image.width(), image.height());
    List<Prepared> lines =
        List.of(new Prepared(new TextLine(whole, image, 1), reader.prepare(image)));
    return reader
        .read(run, lines.get(0).parts())
        .thenApplyAsync(
            read -> done(run, image, compose(lines, List.of(read)), List.of(read)), afterwards);
  }

  private List<Prepared> lines(GrayImage page) {
    return finder.find(page).stream()
        .map(line -> new Prepared(line, reader.prepare(line.image())))
        .toList();
  }

  private PageText compose(List<Prepared> lines, List<LineAnswer> answers) {
    List<ReadLine> read = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      LineAnswer answer = answers.get(i);
      if (answer.isText()) {
        read.add(new ReadLine(lines.get(i).line().box(), answer.text(), answer.confidence()));
      }
    }
    return stages.compose().time(() -> PageComposer.compose(read));
  }

  private static TaskOutcome done(
      TaskRun run, GrayImage page, PageText text, List<LineAnswer> answers) {
    LineAnswer all = LineAnswer.joined(answers);
    OptionalDouble confidence =
        all.tokens() == 0 ? OptionalDouble.empty() : OptionalDouble.of(all.confidence());
    return new Done(
        text,
        confidence,
        page.width(),
        page.height(),
        TaskProfile.OCR_LINES,
        run.usage(),
        List.of());
  }
}
