package io.scriptorium.chaos;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.chaos.ChaosWorker.Delivery;
import io.scriptorium.chaos.ChaosWorker.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The {@code chaos} command. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Inflicts faults on a pipeline of three brokers, splitters, workers and assemblers while jobs",
      "pass through it, and says whether each had exactly one outcome, and the right one.",
      "Exit code 0 if so, 1 if not. Needs Linux. The parts are containers where a Docker engine",
      "answers, else processes, whose networks cannot be cut and whose disks cannot be filled."
    })
public final class Chaos implements Callable<Integer> {
  @Option(names = "--jobs", defaultValue = "10000", description = "Image jobs.")
  private int jobs;

  @Option(
      names = "--deadly",
      defaultValue = "1",
      description = "So many of them end every worker that begins them.")
  private int deadly;

  @Option(names = "--documents", defaultValue = "60", description = "Document jobs beside them.")
  private int documents;

  @Option(names = "--pages", defaultValue = "50", description = "Pages of each document.")
  private int pages;

  @Option(
      names = "--fault",
      paramLabel = "FAULT=N",
      description = "How often a fault happens; with this option, only those named do.",
      showDefaultValue = Visibility.NEVER)
  private Map<Fault, Integer> faults = new EnumMap<>(Fault.class);

  @Option(
      names = "--between",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Mean pause between faults.")
  private int between;

  @Option(names = "--workers", defaultValue = "3", description = "So many of them.")
  private int workers;

  @Option(names = "--splitters", defaultValue = "1", description = "So many of them.")
  private int splitters;

  @Option(names = "--assemblers", defaultValue = "2", description = "So many of them.")
  private int assemblers;

  @Option(
      names = "--blobs",
      defaultValue = "S3",
      description =
          "What the blob store is: S3, by S3Mock; or FOLDER, as if it were mounted, which only"
              + " workers find slow.")
  private FaultyBlobs.Kind blobs;

  @Option(
      names = "--registry",
      description =
          "Records are in the format of a schema registry, as they are wherever stop-registry is"
              + " among the faults.",
      showDefaultValue = Visibility.NEVER)
  private boolean registry;

  @Option(
      names = "--model",
      defaultValue = "NONE",
      description =
          "NONE: what is read is known, and takes 20 to 400 ms. BUNDLED: the model that comes with"
              + " Scriptorium reads cuttings of the scans in --scans.")
  private Model model;

  @Option(
      names = "--scans",
      defaultValue = "../samples",
      paramLabel = "DIR",
      description = "Folder of PNG and JPEG files for the bundled model.")
  private Path scans;

  @Option(
      names = "--delivery",
      defaultValue = "SOUND",
      description = "LEAKY: workers without transactions, which must be found out.")
  private Delivery delivery;

  @Option(
      names = "--parts",
      defaultValue = "AUTO",
      description = "What parts are: ${COMPLETION-CANDIDATES}.")
  private Parts parts;

  @Option(names = "--jre-image", description = "Image with a Java 17 that containers run.")
  private String image = JreImage.name();

  @Option(
      names = "--seed",
      description = "Of inputs, faults, victims and times; random unless given.",
      showDefaultValue = Visibility.NEVER)
  private long seed = new Random().nextInt(1_000_000);

  @Option(
      names = "--folder",
      defaultValue = "target/chaos",
      description = "Where a run's folder with logs and the brokers' data is made.")
  private Path folder;

  /** What parts are. */
  enum Parts {
    /** Containers where a Docker engine answers, else processes. */
    AUTO,
    CONTAINERS,
    PROCESSES;

    private boolean areContainers() {
      return this == CONTAINERS || (this == AUTO && Containers.arePossible());
    }

    /**
     * Where such parts live.
     *
     * @param image with a Java 17, for containers
     * @param folder the run's
     */
    Host host(String image, Path folder) {
      return areContainers() ? new Containers(image, folder) : new Processes(folder);
    }
  }

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine chaos = new CommandLine(new Chaos());
    chaos.getCommandSpec().usageMessage().footer(footer());
    return chaos
        .registerConverter(Fault.class, Chaos::fault)
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (e instanceof ActionableException) {
                command.getErr().println(e.getMessage());
                return CommandLine.ExitCode.USAGE;
              }
              throw e;
            });
  }

  private static String[] footer() {
    return Stream.concat(
            Stream.of("", "Faults, and how often each happens unless --fault is given:"),
            Arrays.stream(Fault.values())
                .map(fault -> "  %2d %-18s%s".formatted(fault.usual(), fault, fault.meaning())))
        .toArray(String[]::new);
  }

  private static Fault fault(String name) {
    return Arrays.stream(Fault.values())
        .filter(fault -> fault.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandLine.TypeConversionException(
                    "there is no fault '%s', only %s"
                        .formatted(name, Arrays.toString(Fault.values()))));
  }

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(folder);
    Path run = Files.createTempDirectory(folder, "run-").toAbsolutePath().normalize();
    Timeline timeline = new Timeline(System.out, run);
    boolean isIsolating = parts.areContainers();
    Plan plan =
        new Plan(
            new Inputs.Amount(jobs, deadly, documents, pages),
            new Pipeline.Cast(splitters, workers, assemblers, delivery, model),
            new Plan.Stores(blobs, registry),
            new Faults(
                faults.isEmpty() ? usual(isIsolating, timeline) : faults,
                Duration.ofSeconds(between)),
            seed);
    if (plan.faults().needIsolation() && !isIsolating) {
      throw new ActionableException(
          "Networks can be cut and disks be filled in containers only, and no Docker engine answers"
              + " or --parts says otherwise");
    }
    try (Host host = parts.host(image, run)) {
      Verdict verdict = new ChaosRun(plan, host, run, timeline).run(source());
      return verdict.isGood() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private Inputs.Source source() throws IOException {
    return model == Model.NONE ? new MarkedPages() : Cuttings.of(scans);
  }

  private static Map<Fault, Integer> usual(boolean isIsolating, Timeline timeline) {
    Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      if (fault.needsIsolation() && !isIsolating) {
        timeline.say("no %s: parts are processes".formatted(fault));
      } else {
        counts.put(fault, fault.usual());
      }
    }
    return counts;
  }
}
