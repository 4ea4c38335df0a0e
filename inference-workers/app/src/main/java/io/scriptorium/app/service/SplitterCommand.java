package io.scriptorium.app.service;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.app.cluster.SourceOptions;
import io.scriptorium.app.job.LimitOptions;
import io.scriptorium.app.observe.Observation;
import io.scriptorium.app.observe.ServiceOptions;
import io.scriptorium.app.observe.SplitterHealth;
import io.scriptorium.app.pipeline.SplitterThread;
import io.scriptorium.app.pipeline.TemporaryFolder;
import io.scriptorium.producers.split.SplitRetries;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Role;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a splitter. */
@Command(
    name = "splitter",
    description =
        "Run a splitter: documents become page jobs and a manifest. SIGTERM lets it commit the pages"
            + " that are out; the next splitter goes on after them.")
public final class SplitterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;
  @Mixin private SourceOptions sources;
  @Mixin private LimitOptions limits;
  @Mixin private ServiceOptions service;

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description =
          "Name of this splitter, unlike that of every other one, and the same after a restart"
              + " (default: a random one).")
  private Optional<String> instance = Optional.empty();

  @Override
  public Integer call() {
    Cluster target = cluster.cluster();
    SplitterHealth health = new SplitterHealth(service.limits(), Clock.systemUTC());
    Observation observed =
        Observation.start("scriptorium-splitter", service.port(), health.health());
    try {
      serve(target, health, observed);
    } catch (RuntimeException e) {
      observed.close();
      throw e;
    }
    return CommandLine.ExitCode.OK;
  }

  private void serve(Cluster target, SplitterHealth health, Observation observed) {
    target.require(Role.SPLITTER);
    RecordFormat format = target.format(Role.SPLITTER);
    TemporaryFolder scratch = TemporaryFolder.create();
    SplitterThread splitter =
        SplitterThread.start(
            new SplitterThread.Place(
                target,
                sources.payloads(),
                instance.orElseGet(() -> UUID.randomUUID().toString()),
                scratch.folder("scratch"),
                format),
            limits.document(),
            SplitRetries.DEFAULT,
            observed.telemetry());
    health.watch(splitter.stage()::vitals);
    PrintWriter out = spec.commandLine().getOut();
    out.println("splitter ready on " + target.bootstrapServers() + observed.where());
    out.flush();
    new RunningService(
            "splitter",
            () -> {
              splitter.close();
              scratch.close();
              observed.close();
            },
            splitter.ended())
        .await();
  }
}
