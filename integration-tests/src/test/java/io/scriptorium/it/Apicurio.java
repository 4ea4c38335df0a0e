package io.scriptorium.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Apicurio Registry in a process of its own, which keeps its schemas while it is away. */
public final class Apicurio implements AutoCloseable {
  private static final Path HOME = Path.of("target", "apicurio-registry");
  private static final String HOST = "127.0.0.1";
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final Path folder;
  private final int port;
  private Process process;

  private Apicurio(Path folder) throws IOException {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    process = fork();
  }

  /** Starts one with its data in a folder; it may not answer yet. */
  static Apicurio start(Path folder) throws IOException {
    return new Apicurio(folder);
  }

  private Process fork() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(invocation(folder, HOST, port));
    Process forked =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("registry.log").toFile()))
            .start();
    // A test JVM that is interrupted must not leave it behind.
    Runtime.getRuntime().addShutdownHook(new Thread(forked::destroyForcibly));
    return forked;
  }

  /**
   * What follows {@code java} and a JVM's sizes on its command line.
   *
   * @param folder for its schemas
   * @param host address at which it answers
   */
  public static List<String> invocation(Path folder, String host, int port) {
    return List.of(
        "-Dquarkus.http.host=" + host,
        "-Dquarkus.http.port=" + port,
        "-Dapicurio.datasource.url=jdbc:h2:file:" + folder.resolve("schemas").toAbsolutePath(),
        "-jar",
        jar().toAbsolutePath().toString());
  }

  private static Path jar() {
    try (Stream<Path> files = Files.walk(HOME, 2)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-runner.jar"))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where its API is. */
  URI url() {
    return url(HOST, port);
  }

  /** Where the API of one is. */
  public static URI url(String host, int port) {
    return URI.create("http://%s:%d/apis/ccompat/v7".formatted(host, port));
  }

  /** Waits until it answers. */
  Apicurio awaitReady() {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/subjects")).build();
    HttpClient http = HttpClient.newHttpClient();
    await("a registry, see " + folder.resolve("registry.log"))
        .atMost(START_LIMIT)
        .failFast("its process ended", () -> !process.isAlive())
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> http.send(request, BodyHandlers.discarding()).statusCode() == 200);
    return this;
  }

  /** Ends it. A killed one would lose what its database has not written yet. */
  void stop() {
    process.destroy();
    process
        .onExit()
        .completeOnTimeout(process, STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)
        .thenCompose(late -> late.destroyForcibly().onExit())
        .join();
  }

  /** Starts it again with what it had. */
  void restart() {
    try {
      process = fork();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
