package io.scriptorium.kafka;

import static org.awaitility.Awaitility.await;

import io.scriptorium.app.broker.BrokerMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** The embedded broker in a JVM of its own, with a folder and a log under {@code target/kafka}. */
final class ForkedCluster implements KafkaCluster {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final Process process;
  private final String bootstrapServers;

  private ForkedCluster(Process process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  static ForkedCluster start() {
    Path log;
    Process process;
    try {
      Path folder =
          Files.createTempDirectory(Files.createDirectories(Path.of("target", "kafka")), "broker-");
      log = folder.resolve("broker.log");
      process =
          new ProcessBuilder(command(folder.resolve("data")))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot fork a broker", e);
    }
    // A test JVM that is interrupted must not leave its broker behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new ForkedCluster(process, addressFrom(log, process));
  }

  private static List<String> command(Path data) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(BrokerMain.class.getName(), "0", data.toString()));
    SETTINGS.forEach((name, value) -> command.add(name + "=" + value));
    return command;
  }

  private static String addressFrom(Path log, Process process) {
    try {
      return await("a forked broker")
          .atMost(START_LIMIT)
          .pollInterval(Duration.ofMillis(50))
          .failFast("the broker's process ended, see " + log, () -> !process.isAlive())
          .until(() -> readyLine(log), Optional::isPresent)
          .orElseThrow();
    } catch (ConditionTimeoutException e) {
      process.destroyForcibly();
      throw new IllegalStateException("The broker is not ready after " + START_LIMIT, e);
    }
  }

  private static Optional<String> readyLine(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> line.startsWith(BrokerMain.READY))
        .map(line -> line.substring(BrokerMain.READY.length()))
        .findFirst();
  }

  @Override
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public String description() {
    return "forked embedded broker, process " + process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
