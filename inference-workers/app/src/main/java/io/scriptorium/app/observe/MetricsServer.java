package io.scriptorium.app.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.scriptorium.app.console.ActionableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small HTTP server for those who watch: {@code /metrics} in Prometheus' text format, {@code
 * /health/startup}, {@code /health/ready} and {@code /health/live} with 200, or 503 and what is
 * wrong.
 */
final class MetricsServer implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int THREADS = 2;

  private final HttpServer server;
  private final ExecutorService threads;
  private final PrometheusMeterRegistry registry;
  private final Health health;

  private MetricsServer(HttpServer server, PrometheusMeterRegistry registry, Health health) {
    this.server = server;
    this.registry = registry;
    this.health = health;
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "metrics-server");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Serves on all interfaces.
   *
   * @param port 0 for any free one
   */
  static MetricsServer start(int port, PrometheusMeterRegistry registry, Health health) {
    try {
      HttpServer http = HttpServer.create(new InetSocketAddress(port), 0);
      MetricsServer server = new MetricsServer(http, registry, health);
      http.createContext("/", server::answer);
      http.setExecutor(server.threads);
      http.start();
      return server;
    } catch (IOException e) {
      throw new ActionableException(
          "Metrics cannot be served on port %d (%s): choose another --metrics-port, or off"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  /** Where it listens. */
  int port() {
    return server.getAddress().getPort();
  }

  private record Response(int status, String type, String body) {
    static Response of(Optional<String> problem) {
      return new Response(problem.isEmpty() ? 200 : 503, TEXT, problem.orElse("ok") + "\n");
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Response response = respond(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
      byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", response.type());
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(response.status(), isHead ? -1 : body.length);
      if (!isHead) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Response respond(String method, String path) {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return new Response(405, TEXT, "Only GET and HEAD are answered\n");
    }
    return switch (path) {
      case "/metrics" -> new Response(200, PROMETHEUS, registry.scrape());
      case "/health/startup" -> Response.of(health.startup().problem());
      case "/health/ready" ->
          Response.of(health.startup().problem().or(() -> health.ready().problem()));
      case "/health/live" -> Response.of(health.live().problem());
      default ->
          new Response(
              404, TEXT, "There are /metrics, /health/startup, /health/ready and /health/live\n");
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
