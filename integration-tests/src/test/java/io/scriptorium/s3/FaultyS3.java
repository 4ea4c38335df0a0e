package io.scriptorium.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Stands before an S3 and passes requests on, but for those that meet a fault. */
public final class FaultyS3 implements AutoCloseable {
  /** What happens to a request instead of its being passed on. */
  public enum Fault {
    /** 500. */
    INTERNAL_ERROR,
    /** 503. */
    SLOW_DOWN,
    /** No answer. */
    SILENCE,
    /** Half of the answer's bytes, then the end of the connection. */
    BREAK_OFF,
    /** The answer, seconds later. */
    DELAY
  }

  /** Says which fault requests meet. Asked by several threads. */
  @FunctionalInterface
  public interface Chooser {
    /**
     * The fault of a request; empty: it is passed on.
     *
     * @param request method and path, e.g. {@code GET /bucket/key}
     */
    Optional<Fault> choose(String request);
  }

  private static final Duration LATE = Duration.ofSeconds(3);

  /** The client that passes requests on sets these itself. */
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding");

  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger met = new AtomicInteger();
  private final URI target;
  private final HttpServer server;
  private volatile Chooser chooser = request -> Optional.empty();

  /** Stands before an endpoint from now on, where only this machine finds it. */
  public FaultyS3(URI target) throws IOException {
    this(target, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** The same at an address. */
  public FaultyS3(URI target, InetSocketAddress address) throws IOException {
    this.target = target;
    server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it answers. */
  public URI endpoint() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /**
   * Lets requests meet a fault from now on.
   *
   * @param times how many of them, after which all are passed on
   * @param which by method and path, e.g. {@code GET /bucket/key}
   */
  public void inflict(Fault fault, int times, Predicate<String> which) {
    AtomicInteger left = new AtomicInteger(times);
    inflict(
        request ->
            which.test(request) && left.getAndUpdate(count -> Math.max(0, count - 1)) > 0
                ? Optional.of(fault)
                : Optional.empty());
  }

  /** Lets requests meet from now on what somebody chooses for each. */
  public void inflict(Chooser choice) {
    chooser = choice;
  }

  /** The same for whatever comes. */
  public void inflict(Fault fault, int times) {
    inflict(fault, times, request -> true);
  }

  /** Passes everything on from now on. */
  public void heal() {
    chooser = request -> Optional.empty();
  }

  /** Requests that met a fault so far. */
  public int met() {
    return met.get();
  }

  /** Method and path of each request so far. */
  List<String> requests() {
    return requests;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      requests.add(request);
      byte[] body = exchange.getRequestBody().readAllBytes();
      Optional<Fault> fault = chooser.choose(request);
      if (fault.isEmpty()) {
        answer(exchange, body);
        return;
      }
      met.incrementAndGet();
      switch (fault.get()) {
        case INTERNAL_ERROR -> refuse(exchange, 500, "InternalError");
        case SLOW_DOWN -> refuse(exchange, 503, "SlowDown");
        case SILENCE -> end.await();
        case BREAK_OFF -> {
          HttpResponse<byte[]> answer = passOn(exchange, body);
          // Of an empty answer there is no half: the connection ends without it.
          if (answer.body().length > 0) {
            send(exchange, answer, answer.body().length / 2);
          }
        }
        case DELAY -> {
          Thread.sleep(LATE.toMillis());
          answer(exchange, body);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = passOn(exchange, body);
    send(exchange, answer, answer.body().length);
  }

  private HttpResponse<byte[]> passOn(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI().toString()))
            .method(
                exchange.getRequestMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void send(HttpExchange exchange, HttpResponse<byte[]> answer, int bytes)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, values);
              }
            });
    int length = answer.body().length;
    exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
    exchange.getResponseBody().write(answer.body(), 0, bytes);
    exchange.getResponseBody().flush();
  }

  private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
    byte[] body =
        "<Error><Code>%s</Code><Message>A fault of the test.</Message></Error>"
            .formatted(code)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
