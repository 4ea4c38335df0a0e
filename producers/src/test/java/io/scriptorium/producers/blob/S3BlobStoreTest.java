package io.scriptorium.producers.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.scriptorium.avro.BlobReference;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the store makes of answers that a mock of S3 does not give. */
class S3BlobStoreTest {
  private static final byte[] CONTENT = "abc".getBytes(UTF_8);
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(20), 2);

  private AwsSettings aws = AwsSettings.withCredentials();
  private Optional<LocalWeb> web = Optional.empty();

  @AfterEach
  void stop() {
    web.ifPresent(LocalWeb::close);
    aws.close();
  }

  private BlobStore store(HttpHandler handler) throws IOException {
    web.ifPresent(LocalWeb::close);
    LocalWeb server = new LocalWeb(handler);
    web = Optional.of(server);
    return BlobStore.at(
        URI.create("s3://bucket/prefix"),
        new S3Access(
            Optional.of(URI.create(server.address())), Optional.empty(), Optional.empty(), SHORT));
  }

  private List<String> requests() {
    return web.orElseThrow().requests();
  }

  private static byte[] read(BlobStore store) throws IOException {
    try (InputStream content = store.open(reference())) {
      return content.readAllBytes();
    }
  }

  private static BlobReference reference() {
    return new BlobReference("s3://bucket/prefix/sha256/ba/" + ABC, 3L, ABC);
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    String body = "<Error><Code>%s</Code><Message>In words.\nAnd more.</Message></Error>";
    LocalWeb.answer(exchange, status, body.formatted(code).getBytes(UTF_8));
  }

  @Test
  void digestDecidesThePlace() throws IOException {
    BlobStore store = store(exchange -> LocalWeb.answer(exchange, 200, new byte[0]));

    assertThat(store.put(CONTENT)).isEqualTo(reference());
    assertThat(requests()).containsExactly("PUT /bucket/prefix/sha256/ba/" + ABC);
  }

  @Test
  void anErrorThatPassesIsRetried() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    BlobStore store =
        store(
            exchange -> {
              if (requests.incrementAndGet() == 1) {
                error(exchange, 503, "SlowDown");
              } else {
                LocalWeb.answer(exchange, 200, CONTENT);
              }
            });

    assertThat(read(store)).isEqualTo(CONTENT);
    assertThat(requests).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({"500,InternalError", "503,SlowDown", "403,ExpiredToken", "403,InvalidAccessKeyId"})
  void whatIsWrongWithTheStoreOrOurAccessMayPass(int status, String code) throws IOException {
    BlobStore store = store(exchange -> error(exchange, status, code));

    assertThatThrownBy(() -> read(store))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("S3 answered %d %s: In words.".formatted(status, code));
  }

  @Test
  void whatIsNotThereOrDeniedStaysSo() throws IOException {
    BlobStore missing = store(exchange -> error(exchange, 404, "NoSuchKey"));
    assertThatThrownBy(() -> read(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage("s3://bucket/prefix/sha256/ba/%s: no such object".formatted(ABC));

    BlobStore denied = store(exchange -> error(exchange, 403, "AccessDenied"));
    assertThatThrownBy(() -> read(denied)).isInstanceOf(AccessDeniedException.class);
    assertThat(requests()).as("not retried").hasSize(1);
  }

  @Test
  void redirectsAreNotFollowed() throws IOException {
    try (LocalWeb elsewhere = new LocalWeb(exchange -> LocalWeb.answer(exchange, 200, CONTENT))) {
      BlobStore store = store(exchange -> LocalWeb.redirect(exchange, elsewhere.address()));

      assertThatThrownBy(() -> read(store)).isInstanceOf(IOException.class);
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void anObjectOfAnotherLengthIsNotRead() throws IOException {
    BlobStore store = store(exchange -> LocalWeb.answer(exchange, 200, new byte[1 << 20]));

    assertThatThrownBy(() -> store.open(reference()))
        .isInstanceOf(BlobMismatchException.class)
        .hasMessageEndingWith("has 1,048,576 bytes instead of 3");
  }

  @Test
  void otherBytesAreNoticed() throws IOException {
    BlobStore store = store(exchange -> LocalWeb.answer(exchange, 200, "abd".getBytes(UTF_8)));

    assertThatThrownBy(() -> read(store)).isInstanceOf(BlobMismatchException.class);
  }

  @Test
  void aBodyThatBreaksOffMayPass() throws IOException {
    BlobStore store =
        store(
            exchange -> {
              exchange.sendResponseHeaders(200, 3);
              exchange.getResponseBody().write('a');
              exchange.getResponseBody().flush();
            });

    assertThatThrownBy(() -> read(store))
        .isInstanceOf(EOFException.class)
        .hasMessage("the connection broke off after 1 of 3 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3://other/prefix/a", "s3://bucket/a", "s3://bucket/prefix/../a", "file:///a"})
  void addressesOutsideOfTheRootAreForbiddenUnseen(String address) throws IOException {
    BlobStore store = store(exchange -> LocalWeb.answer(exchange, 200, CONTENT));

    assertThatThrownBy(() -> store.open(new BlobReference(address, 3L, ABC)))
        .isInstanceOf(ForbiddenSourceException.class)
        .hasMessage(address + " is outside of s3://bucket/prefix");
    assertThat(requests()).isEmpty();
  }

  @Test
  void aStoreThatAnswersIsAskedForAsLittleAsCanBe() throws IOException {
    BlobStore store =
        store(exchange -> LocalWeb.answer(exchange, 200, "<ListBucketResult/>".getBytes(UTF_8)));

    store.requireAnswer();

    assertThat(requests()).containsExactly("GET /bucket?list-type=2&max-keys=1&prefix=prefix");
  }

  @Test
  void aBucketThatIsMissingOrDeniedIsToldInOneLine() throws IOException {
    BlobStore missing = store(exchange -> error(exchange, 404, "NoSuchBucket"));
    assertThatThrownBy(missing::requireAnswer).hasMessage("s3://bucket/prefix: no such bucket");

    BlobStore denied = store(exchange -> error(exchange, 403, "AccessDenied"));
    assertThatThrownBy(denied::requireAnswer)
        .hasMessage("s3://bucket/prefix: S3 denies the access");
  }

  @Test
  void missingCredentialsAreToldInOneLine() throws IOException {
    aws.close();
    aws = AwsSettings.withoutCredentials();
    BlobStore store = store(exchange -> LocalWeb.answer(exchange, 200, CONTENT));

    assertThatThrownBy(() -> read(store))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage(
            "S3: no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role");
    assertThat(requests()).isEmpty();
  }

  @Test
  void aStoreThatIsNotThereIsToldInOneLine() throws IOException {
    BlobStore store = store(exchange -> LocalWeb.answer(exchange, 200, CONTENT));
    web.ifPresent(LocalWeb::close);

    assertThatThrownBy(() -> store.put(CONTENT))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageContaining("S3 does not answer: ConnectException");
  }

  @Test
  void secretsAreNotLogged() throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = root.getLevel();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.INFO);
    try {
      BlobStore store = store(exchange -> error(exchange, 503, "SlowDown"));
      assertThatThrownBy(() -> read(store))
          .hasMessageNotContainingAny(AwsSettings.SECRET, AwsSettings.TOKEN);
    } finally {
      root.setLevel(level);
      root.detachAppender(log);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(line -> line.contains(AwsSettings.SECRET) || line.contains(AwsSettings.TOKEN));
  }
}
