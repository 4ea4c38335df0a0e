package io.scriptorium.app.eval;

import io.scriptorium.app.console.Figures;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.output.ResultFolder;
import io.scriptorium.app.reader.ReaderOptions;
import io.scriptorium.engine.eval.OcrReport;
import io.scriptorium.engine.eval.PageAnswer;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.engine.task.OcrLayout;
import io.scriptorium.engine.task.TaskOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads pages whose words are known, and tells how well. */
@Command(
    name = "ocr",
    description = {
      "Read page images whose words are known (NAME.words.tsv beside each: word, x0, y0, x1, y1)",
      "and tell recall, precision, character error rate and what the loss is made of.",
      "The engine alone does it, without Kafka."
    })
public final class EvalOcrCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ReaderOptions reader;

  @Parameters(paramLabel = "DIR", description = "Folder with images and their words.")
  private Path folder;

  @Option(
      names = "--layout",
      defaultValue = "AUTO",
      description = "How a page is read: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OcrLayout layout;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Keep what was read as NAME.txt and NAME.md.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures as a flat JSON object.")
  private Optional<Path> json = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    TruthFolder truths = TruthFolder.open(folder);
    Answers answers = new Answers(out.map(ResultFolder::at));
    double seconds;
    try (ModelTaskRunner loaded = reader.load(ImageLimits.DEFAULT);
        Progress progress = Progress.on(spec.commandLine().getErr(), "pages")) {
      int pages = truths.images().size();
      PageReading reading = new PageReading(loaded, layout);
      long start = System.nanoTime();
      reading.read(
          truths.images(),
          (name, outcome) -> {
            answers.take(name, outcome, progress);
            progress.update(answers.count(), pages);
          });
      seconds = (System.nanoTime() - start) / 1e9;
    }
    answers.requireWritten();
    OcrReport report =
        OcrReport.of(
            truths.truths(), answers.read(), OptionalDouble.of(seconds / truths.images().size()));
    spec.commandLine().getOut().print(report);
    spec.commandLine().getOut().flush();
    if (json.isPresent()) {
      Figures figures = new Figures();
      report.figures().forEach(figures::put);
      figures.writeTo(json.get());
    }
    return answers.read().size() == truths.images().size()
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  /** What was read. Its owner sees to it that one thread at a time is here. */
  private static final class Answers {
    private final Optional<ResultFolder> folder;
    private final Map<String, PageAnswer> read = new LinkedHashMap<>();
    private Optional<IOException> trouble = Optional.empty();
    private int count;

    Answers(Optional<ResultFolder> folder) {
      this.folder = folder;
    }

    void take(String name, TaskOutcome outcome, Progress progress) {
      count++;
      if (outcome instanceof TaskOutcome.Done done) {
        PageText page = done.text();
        read.put(
            name,
            new PageAnswer(
                page.text(), page.regions().stream().map(PageText.Region::line).toList()));
        keep(name, page);
      } else if (outcome instanceof TaskOutcome.Failed failed) {
        progress.say(name + ": " + failed.message());
      }
    }

    private void keep(String name, PageText page) {
      try {
        if (folder.isPresent()) {
          folder.get().write(name, ResultFolder.Texts.of(page.markdown(), page.text()));
        }
      } catch (IOException e) {
        trouble = Optional.of(e);
      }
    }

    int count() {
      return count;
    }

    Map<String, PageAnswer> read() {
      return read;
    }

    void requireWritten() throws IOException {
      if (trouble.isPresent()) {
        throw trouble.get();
      }
    }
  }
}
