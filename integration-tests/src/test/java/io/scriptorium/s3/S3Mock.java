package io.scriptorium.s3;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Adobe's S3Mock in a JVM of its own, with one empty bucket, and a log and its files under {@code
 * target/s3mock}. It takes any credentials, and names buckets in the path.
 */
public final class S3Mock implements AutoCloseable {
  /** The one bucket. */
  public static final String BUCKET = "scriptorium";

  private static final Path FOLDER = Path.of("target", "s3mock");
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final URI endpoint;

  private S3Mock(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
    // A test JVM that is interrupted must not leave it behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Starts one; returns when it answers. */
  public static S3Mock start() throws IOException {
    Path folder = Files.createTempDirectory(FOLDER, "run-").toAbsolutePath();
    Path log = folder.resolve("s3mock.log");
    int port = freePort();
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1");
    command.command().addAll(invocation(folder, port, freePort()));
    S3Mock mock =
        new S3Mock(
            command.redirectErrorStream(true).redirectOutput(log.toFile()).start(),
            URI.create("http://localhost:" + port));
    await("S3Mock, see " + log)
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .failFast("S3Mock ended, see " + log, () -> !mock.process.isAlive())
        .ignoreExceptions()
        .until(() -> mock.get("/" + BUCKET).statusCode() == 200);
    return mock;
  }

  /**
   * What follows {@code java} and a JVM's sizes on its command line.
   *
   * @param folder for its files
   * @param port at which it speaks HTTP
   * @param tlsPort at which it speaks HTTPS
   */
  public static List<String> invocation(Path folder, int port, int tlsPort) {
    return List.of(
        "-Djava.io.tmpdir=" + folder,
        "-jar",
        FOLDER.resolve("s3mock-exec.jar").toAbsolutePath().toString(),
        "--com.adobe.testing.s3mock.http-port=" + port,
        "--server.port=" + tlsPort,
        "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Where it answers. */
  public URI endpoint() {
    return endpoint;
  }

  /** What it answers to a path with a query, without any of the SDK's doing. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(endpoint.resolve(path)).build(), BodyHandlers.ofString());
  }

  /** Puts other bytes where an object is. */
  void overwrite(String key, byte[] content) throws IOException, InterruptedException {
    HttpRequest put =
        HttpRequest.newBuilder(endpoint.resolve("/" + BUCKET + "/" + key))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
            .build();
    int status = http.send(put, BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException("S3Mock answered " + status);
    }
  }

  /** Deletes an object. */
  public void delete(String key) throws IOException, InterruptedException {
    HttpRequest delete =
        HttpRequest.newBuilder(endpoint.resolve("/" + BUCKET + "/" + key)).DELETE().build();
    int status = http.send(delete, BodyHandlers.discarding()).statusCode();
    if (status != 204) {
      throw new IOException("S3Mock answered " + status);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
