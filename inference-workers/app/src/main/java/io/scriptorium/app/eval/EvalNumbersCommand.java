package io.scriptorium.app.eval;

import ai.djl.Device;
import io.scriptorium.app.bench.PageLines;
import io.scriptorium.app.bench.measure.PageImages;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.Figures;
import io.scriptorium.app.console.Progress;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.batch.PrefixCache;
import io.scriptorium.engine.batch.Speculation;
import io.scriptorium.engine.bench.EngineMode;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.torch.CheckpointException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells how often a token differs between types of numbers. */
@Command(
    name = "numbers",
    description = {
      "Read the text lines of page images with the most probable tokens, in 32 bits and then in"
          + " other numbers, and tell how often a token differs.",
      "After the first token that differs an answer is another one; what follows is not compared."
    })
public final class EvalNumbersCommand implements Callable<Integer> {
  private static final int AT_A_TIME = 32;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Folder with PNG or JPEG pages to take lines from (default: the samples).")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Folder of the model (default: the one that comes with Scriptorium).")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      split = ",",
      defaultValue = "BFLOAT16,INT8",
      description = "Numbers to compare with FLOAT32 (default: ${DEFAULT-VALUE}).")
  private List<ComputeType> types;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures as a flat JSON object.")
  private Optional<Path> json = Optional.empty();

  @Override
  public Integer call() throws IOException {
    List<String> leftOut = new ArrayList<>();
    List<ComputeType> compared = compared(leftOut);
    List<Path> pages = PageImages.in(folder.orElseGet(PageImages::samples));
    NumbersTable table;
    try (Progress progress = Progress.on(spec.commandLine().getErr(), "answers")) {
      table = read(compared, pages, progress);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%d processors; %,d lines of %d pages, %d at a time, most probable tokens, no drafts;"
            + " numbers FLOAT32 beside %s%n",
        Runtime.getRuntime().availableProcessors(),
        table.reference().answers().size(),
        pages.size(),
        AT_A_TIME,
        compared);
    out.print(table);
    leftOut.forEach(reason -> out.println("left out: " + reason));
    out.flush();
    if (json.isPresent()) {
      Figures figures =
          new Figures().put("processors", (long) Runtime.getRuntime().availableProcessors());
      table.putInto(figures);
      figures.writeTo(json.get());
    }
    return CommandLine.ExitCode.OK;
  }

  /** Types to compare; those that the processor lacks go to the others. */
  private List<ComputeType> compared(List<String> leftOut) {
    List<ComputeType> compared = new ArrayList<>();
    for (ComputeType type : types.stream().distinct().toList()) {
      if (type == ComputeType.AUTO) {
        throw new ActionableException("--dtype names the numbers to compare; AUTO names none");
      }
      type.lacking(Device.cpu()).ifPresentOrElse(leftOut::add, () -> compared.add(type));
    }
    if (compared.isEmpty()) {
      throw new ActionableException("Nothing to compare: " + String.join("; ", leftOut));
    }
    return compared;
  }

  private NumbersTable read(List<ComputeType> compared, List<Path> pages, Progress progress)
      throws IOException {
    Path model = this.model.orElseGet(BundledModel::folder);
    List<Request> requests;
    NumbersTable.Reading reference;
    try (EngineMode engine = start(model, ComputeType.FLOAT32)) {
      ImageTokens images =
          engine
              .model()
              .images()
              .orElseThrow(() -> new ActionableException(model + ": the model takes no images"));
      requests = PageLines.find(model, images, pages).requests();
      reference = read(engine, requests, part(progress, 0, compared, requests));
      tell(progress, reference);
    }
    List<NumbersTable.Reading> others = new ArrayList<>();
    for (ComputeType type : compared) {
      try (EngineMode engine = start(model, type)) {
        int done = (1 + others.size()) * requests.size();
        others.add(read(engine, requests, part(progress, done, compared, requests)));
        tell(progress, others.get(others.size() - 1));
      }
    }
    return new NumbersTable(reference, others);
  }

  private static EngineMode start(Path model, ComputeType type) {
    EngineSettings defaults = EngineSettings.defaults();
    EngineSettings settings =
        defaults
            .withCache(defaults.cache().withPrefixCache(PrefixCache.OFF))
            .withSpeculation(Speculation.OFF)
            .withComputeType(type);
    try {
      return EngineMode.start(model, settings, List.of());
    } catch (CheckpointException | ModelFolderException | IllegalArgumentException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Counts the answers in one type after those in the types before it. */
  private static IntConsumer part(
      Progress progress, int done, List<ComputeType> compared, List<Request> requests) {
    int total = (1 + compared.size()) * requests.size();
    return count -> progress.update(done + count, total);
  }

  private static NumbersTable.Reading read(
      EngineMode engine, List<Request> requests, IntConsumer counter) {
    engine.run(requests.subList(0, Math.min(AT_A_TIME, requests.size())), AT_A_TIME);
    long start = System.nanoTime();
    List<Completion> answers = engine.answers(requests, AT_A_TIME, counter);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new NumbersTable.Reading(engine.model().shape().numbers(), answers, seconds);
  }

  private static void tell(Progress progress, NumbersTable.Reading reading) {
    progress.say(
        String.format(
            Locale.ROOT,
            "%s: %,d tokens in %.1f s",
            reading.numbers(),
            reading.tokens(),
            reading.seconds()));
  }
}
