package io.scriptorium.secure;

import static org.awaitility.Awaitility.await;

import io.scriptorium.app.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command in a JVM of its own, with all that it says in a file. */
final class ServiceProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final String name;
  private final Process process;
  private final Path log;

  private ServiceProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    // A test JVM that is interrupted must not leave its services behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Forks one that logs whatever there is to log, Kafka's clients included. */
  static ServiceProcess talkative(Commands commands, String command) {
    Path configuration = commands.folder().resolve("everything.xml");
    try {
      Files.writeString(
          Files.createDirectories(commands.folder()).resolve(configuration.getFileName()),
          """
          <configuration>
            <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
              <encoder><pattern>%level %logger - %msg%n%ex</pattern></encoder>
            </appender>
            <root level="DEBUG"><appender-ref ref="console"/></root>
          </configuration>
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return fork(commands, command, List.of("-Dlogback.configurationFile=" + configuration));
  }

  /** Forks one that logs as it does outside of tests. */
  static ServiceProcess fork(Commands commands, String command) {
    return fork(commands, command, List.of("-Dlogback.configurationFile=logback.xml"));
  }

  private static ServiceProcess fork(Commands commands, String command, List<String> jvm) {
    Path log = commands.folder().resolve(command + ".log");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-Dai.djl.offline=true", "-cp"));
    line.add(System.getProperty("java.class.path"));
    line.addAll(jvm);
    line.addAll(List.of(Main.class.getName(), command));
    line.addAll(commands.options(command));
    try {
      return new ServiceProcess(
          command,
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start(),
          log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the line that says so. */
  ServiceProcess awaitReady() {
    await("a %s that is ready".formatted(name))
        .atMost(LIMIT)
        .failFast("it has ended", this::assertAlive)
        .until(() -> said().contains(name + " ready"));
    return this;
  }

  private void assertAlive() {
    if (!process.isAlive()) {
      List<String> lines = said().lines().toList();
      throw new AssertionError(
          "The %s has ended; it said last:%n%s"
              .formatted(
                  name,
                  String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()))));
    }
  }

  /** Waits for its end; returns the exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("The %s does not end, see %s".formatted(name, log));
    }
    return process.exitValue();
  }

  /** All that it said so far. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
