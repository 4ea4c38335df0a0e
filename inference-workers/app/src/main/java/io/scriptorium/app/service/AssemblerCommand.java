package io.scriptorium.app.service;

import io.scriptorium.app.cluster.BlobOptions;
import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.observe.AssemblerHealth;
import io.scriptorium.app.observe.Observation;
import io.scriptorium.app.observe.ServiceOptions;
import io.scriptorium.assembler.Assembler;
import io.scriptorium.assembler.AssemblerSettings;
import io.scriptorium.assembler.AssemblyTiming;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.telemetry.Telemetry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs an assembler. */
@Command(
    name = "assembler",
    description = "Run an assembler: page results become documents and progress. SIGTERM stops it.")
public final class AssemblerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;
  @Mixin private BlobOptions blobs;
  @Mixin private ServiceOptions service;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "scriptorium-assembler",
      description =
          "Folder of the state stores; what is lost of it is restored from the cluster (default:"
              + " ${DEFAULT-VALUE}).")
  private Path state;

  @Override
  public Integer call() {
    Cluster target = cluster.cluster();
    AssemblerHealth health = new AssemblerHealth(service.limits(), Clock.systemUTC());
    Observation observed =
        Observation.start("scriptorium-assembler", service.port(), health.health());
    try {
      serve(target, health, observed);
    } catch (RuntimeException e) {
      observed.close();
      throw e;
    }
    return CommandLine.ExitCode.OK;
  }

  private void serve(Cluster target, AssemblerHealth health, Observation observed) {
    target.require(Role.ASSEMBLER);
    Assembler assembler = start(target, blobs.payloads(), observed.telemetry());
    health.watch(new Watching(assembler));
    PrintWriter out = spec.commandLine().getOut();
    out.println("assembler ready on " + target.bootstrapServers() + observed.where());
    out.flush();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    try (Watch watch = Watch.over(assembler, ended)) {
      new RunningService(
              "assembler",
              () -> {
                assembler.close();
                observed.close();
              },
              ended)
          .await();
    }
  }

  private record Watching(Assembler assembler) implements AssemblerHealth.Vitals {
    @Override
    public boolean isRunning() {
      return assembler.isRunning();
    }

    @Override
    public Optional<Throwable> failure() {
      return assembler.failure();
    }

    @Override
    public Optional<Duration> sincePoll() {
      return assembler.sincePoll();
    }
  }

  private Assembler start(Cluster target, PayloadStore payloads, Telemetry telemetry) {
    try {
      Assembler assembler =
          new Assembler(
              new AssemblerSettings(
                  target.bootstrapServers(),
                  state.toAbsolutePath(),
                  AssemblyTiming.DEFAULT,
                  target.properties()),
              payloads,
              telemetry,
              target.format(Role.ASSEMBLER));
      assembler.start();
      return assembler;
    } catch (KafkaException | IllegalArgumentException | IllegalStateException e) {
      throw new ActionableException("The assembler cannot start: " + e.getMessage(), e);
    }
  }

  /** Looks every second whether an assembler has given up. */
  private record Watch(ScheduledExecutorService clock) implements AutoCloseable {
    static Watch over(Assembler assembler, CompletableFuture<Void> ended) {
      ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
      var unused =
          clock.scheduleWithFixedDelay(
              () -> assembler.failure().ifPresent(ended::completeExceptionally),
              1,
              1,
              TimeUnit.SECONDS);
      return new Watch(clock);
    }

    @Override
    public void close() {
      clock.shutdownNow();
    }
  }
}
