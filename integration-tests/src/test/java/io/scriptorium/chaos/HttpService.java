package io.scriptorium.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A part that speaks HTTP. For one thread. */
final class HttpService {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Host host;
  private final Program program;
  private final URI sign;
  private Part part;

  private HttpService(Host host, Program program, URI sign) {
    this.host = host;
    this.program = program;
    this.sign = sign;
    part = host.start(program);
  }

  /**
   * Starts a program, which does not answer yet.
   *
   * @param sign where a GET is answered with 200 once it works
   */
  static HttpService start(Host host, Program program, URI sign) {
    return new HttpService(host, program, sign);
  }

  /** Returns when it works. */
  void awaitAnswer() {
    HttpRequest request = HttpRequest.newBuilder(sign).timeout(ANSWER).build();
    await("an answer of %s, see its log".formatted(program.name()))
        .atMost(START_LIMIT)
        .pollInterval(LOOK)
        .failFast(program.name() + " ended, see its log", () -> !part.isAlive())
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> http.send(request, BodyHandlers.discarding()).statusCode() == 200);
  }

  /** Ends it in good order. */
  void stop() {
    part.terminate();
  }

  /** Starts it again where it was. */
  void restart() {
    part = host.start(program);
  }
}
