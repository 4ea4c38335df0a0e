package io.scriptorium.producers.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.avro.BlobReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpSourceTest {
  private static final byte[] CONTENT = "abc".getBytes(UTF_8);
  private static final Patience USUAL = Patience.DEFAULT;
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(10), 1);

  private final CountDownLatch end = new CountDownLatch(1);
  private LocalWeb elsewhere;
  private LocalWeb web;

  @BeforeEach
  void startServers() throws IOException {
    elsewhere = new LocalWeb(exchange -> LocalWeb.answer(exchange, 200, CONTENT));
    web =
        new LocalWeb(
            exchange -> {
              switch (exchange.getRequestURI().getPath()) {
                case "/files/a" -> LocalWeb.answer(exchange, 200, CONTENT);
                case "/files/other" -> LocalWeb.answer(exchange, 200, "abd".getBytes(UTF_8));
                case "/files/long" -> LocalWeb.answer(exchange, 200, "abcd".getBytes(UTF_8));
                case "/files/near" -> LocalWeb.redirect(exchange, "a");
                case "/files/up" -> LocalWeb.redirect(exchange, "/private/a");
                case "/files/far" -> LocalWeb.redirect(exchange, elsewhere.address() + "/files/a");
                case "/files/metadata" ->
                    LocalWeb.redirect(exchange, "http://169.254.169.254/latest/meta-data/");
                case "/files/file" -> LocalWeb.redirect(exchange, "file:///etc/passwd");
                case "/files/loop" -> LocalWeb.redirect(exchange, "loop");
                case "/files/denied" -> LocalWeb.answer(exchange, 403, new byte[0]);
                case "/files/busy" -> LocalWeb.answer(exchange, 503, new byte[0]);
                case "/files/silent" -> awaitEnd();
                case "/files/stuck" -> {
                  exchange.sendResponseHeaders(200, CONTENT.length);
                  exchange.getResponseBody().write(CONTENT, 0, 1);
                  exchange.getResponseBody().flush();
                  awaitEnd();
                }
                default -> LocalWeb.answer(exchange, 404, new byte[0]);
              }
            });
  }

  @AfterEach
  void stopServers() {
    end.countDown();
    web.close();
    elsewhere.close();
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] read(String file) throws IOException {
    return read(file, USUAL);
  }

  private byte[] read(String file, Patience patience) throws IOException {
    HttpPrefix allowed = HttpPrefix.of(URI.create(web.address() + "/files/"));
    return read(new HttpSource(List.of(allowed), patience), web.address() + "/files/" + file);
  }

  private static byte[] read(HttpSource source, String address) throws IOException {
    BlobReference reference =
        new BlobReference(
            address, 3L, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    try (InputStream content = source.open(reference)) {
      return content.readAllBytes();
    }
  }

  @Test
  void readsWhatIsAllowed() throws IOException {
    assertThat(read("a")).isEqualTo(CONTENT);
    assertThat(read("a?signature=x")).isEqualTo(CONTENT);
  }

  @Test
  void followsRedirectsToWhatIsAllowed() throws IOException {
    assertThat(read("near")).isEqualTo(CONTENT);
  }

  @Test
  void doesNotFollowRedirectsToAnythingElse() {
    for (String file : List.of("far", "up", "metadata", "file")) {
      assertThatThrownBy(() -> read(file))
          .as(file)
          .isInstanceOf(ForbiddenSourceException.class)
          .hasMessageContaining("which is not on the list of allowed sources");
    }
    assertThat(elsewhere.requests()).isEmpty();
    assertThat(web.requests()).doesNotContain("GET /private/a");
  }

  @Test
  void doesNotFollowRedirectsForEver() {
    assertThatThrownBy(() -> read("loop"))
        .isInstanceOf(ForbiddenSourceException.class)
        .hasMessageContaining("redirects more than 5 times");
  }

  @Test
  void thisMachineIsAskedOnlyWhereItIsNamed() throws IOException {
    HttpPrefix named = HttpPrefix.of(URI.create(web.address() + "/files"));
    HttpPrefix byAnotherName =
        new HttpPrefix("http", "localhost.", URI.create(web.address()).getPort(), "/files");
    String address = web.address().replace("localhost", "localhost.") + "/files/a";

    assertThat(read(new HttpSource(List.of(named), USUAL), web.address() + "/files/a"))
        .isEqualTo(CONTENT);
    assertThatThrownBy(() -> read(new HttpSource(List.of(byAnotherName), USUAL), address))
        .isInstanceOf(IOException.class);
    assertThat(web.requests()).hasSize(1);
  }

  @Test
  void addressesThatAreOffLimitsAreNotAskedEvenIfTheyAreOnTheList() {
    String address = "http://169.254.169.254/latest/meta-data/";
    HttpSource source = new HttpSource(List.of(HttpPrefix.of(URI.create(address))), USUAL);

    assertThatThrownBy(() -> read(source, address + "iam"))
        .isInstanceOf(ForbiddenSourceException.class)
        .hasMessageContaining("off limits");
  }

  @Test
  void whatIsNotThereOrDeniedStaysSo() {
    assertThatThrownBy(() -> read("none"))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("the server answered 404");
    assertThatThrownBy(() -> read("denied"))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("the server answered 403");
  }

  @Test
  void overloadMayPass() {
    assertThatThrownBy(() -> read("busy"))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("the server answered 503");
  }

  @Test
  void otherBytesAreNoticed() {
    assertThatThrownBy(() -> read("other")).isInstanceOf(BlobMismatchException.class);
    assertThatThrownBy(() -> read("long"))
        .isInstanceOf(BlobMismatchException.class)
        .hasMessageEndingWith("has 4 bytes instead of 3");
  }

  @Test
  void silenceIsWaitedForAsLongAsTheSettingsSay() {
    assertThatThrownBy(() -> read("silent", SHORT)).isInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(() -> read("stuck", SHORT)).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void serversThatAreNotThereAreAFailureThatMayPass() throws IOException {
    String address = elsewhere.address();
    elsewhere.close();
    HttpSource source = new HttpSource(List.of(HttpPrefix.of(URI.create(address))), USUAL);

    assertThatThrownBy(() -> read(source, address + "/a"))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ForbiddenSourceException.class);
  }
}
