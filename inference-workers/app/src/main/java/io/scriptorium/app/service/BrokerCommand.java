package io.scriptorium.app.service;

import io.scriptorium.app.broker.BrokerSettings;
import io.scriptorium.app.broker.EmbeddedBroker;
import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.console.ActionableException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs an embedded broker. */
@Command(
    name = "broker",
    description = {
      "Run an embedded single-node broker with the topics created, for trying things out.",
      "It is reachable from this machine only and keeps one copy of everything."
    })
public final class BrokerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port on the loopback interface (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder where topics are kept (default: a temporary one, deleted at the end).")
  private Optional<Path> data = Optional.empty();

  @Override
  public Integer call() {
    EmbeddedBroker broker = start();
    new Cluster(broker.bootstrapServers(), Map.of()).createTopics();
    PrintWriter out = spec.commandLine().getOut();
    out.println("broker ready at %s; Ctrl-C stops it".formatted(broker.bootstrapServers()));
    out.flush();
    new RunningService("broker", broker, new CompletableFuture<>()).await();
    return CommandLine.ExitCode.OK;
  }

  private EmbeddedBroker start() {
    try {
      return EmbeddedBroker.start(new BrokerSettings(OptionalInt.of(port), data, Map.of()));
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
  }
}
