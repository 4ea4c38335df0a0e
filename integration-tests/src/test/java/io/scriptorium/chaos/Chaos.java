package io.scriptorium.chaos;

import io.scriptorium.chaos.ChaosWorker.Delivery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code chaos} command. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Inflicts faults on a cluster of three brokers and some workers, each a process, while jobs",
      "pass through it, and says whether every job had exactly one outcome, and the right one.",
      "Exit code 0 if so, 1 if not. Needs Linux."
    })
public final class Chaos implements Callable<Integer> {
  @Option(names = "--jobs", defaultValue = "10000", description = "Page jobs.")
  private int jobs;

  @Option(
      names = "--deadly",
      defaultValue = "1",
      description = "So many of them end every worker that begins them.")
  private int deadly;

  @Option(names = "--workers", defaultValue = "3", description = "Worker processes.")
  private int workers;

  @Option(names = "--worker-kills", defaultValue = "25", description = "SIGKILLs of a worker.")
  private int workerKills;

  @Option(names = "--broker-kills", defaultValue = "5", description = "SIGKILLs of a broker.")
  private int brokerKills;

  @Option(
      names = "--freezes",
      defaultValue = "3",
      description = "SIGSTOPs of a worker for longer than its session.")
  private int freezes;

  @Option(names = "--restarts", defaultValue = "3", description = "SIGTERMs of a worker.")
  private int restarts;

  @Option(names = "--rebalances", defaultValue = "3", description = "Workers that come and go.")
  private int rebalances;

  @Option(
      names = "--delivery",
      defaultValue = "SOUND",
      description = "LEAKY: workers without transactions, which must be found out.")
  private Delivery delivery;

  @Option(
      names = "--seed",
      description = "Of payloads, faults and times; random unless given.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private long seed = new Random().nextInt(1_000_000);

  @Option(
      names = "--folder",
      defaultValue = "target/chaos",
      description = "Where a run's folder with logs and the brokers' data is made.")
  private Path folder;

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Chaos()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(folder);
    ChaosRun run =
        new ChaosRun(
            new ChaosRun.Plan(
                jobs,
                deadly,
                workers,
                Map.of(
                    Fault.KILL_WORKER, workerKills,
                    Fault.KILL_BROKER, brokerKills,
                    Fault.FREEZE_WORKER, freezes,
                    Fault.RESTART_WORKER, restarts,
                    Fault.REBALANCE, rebalances),
                delivery,
                seed),
            Files.createTempDirectory(folder, "run-"),
            System.out);
    return run.run().isGood() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
