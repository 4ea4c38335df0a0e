package io.scriptorium.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.schemas.SchemaUnavailableException;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.UndecodableRecordException;
import io.scriptorium.schemas.registry.RegistryStub.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryTest {
  private static final Schema SCHEMA = Topics.PAGE_JOBS.schema();
  private static final Reply DOWN = new Reply(503, "");

  private final RegistryStub stub = new RegistryStub();
  private final SchemaRegistry registry = registry(Duration.ofSeconds(3));

  @AfterEach
  void closeStub() {
    stub.close();
  }

  private SchemaRegistry registry(Duration patience) {
    return new SchemaRegistry(
        new RegistryAccess(stub.url(), Optional.of("reader:secret")), patience);
  }

  private static Reply known(Schema schema) {
    return new Reply(
        200, new ObjectMapper().createObjectNode().put("schema", schema.toString()).toString());
  }

  @Test
  void asksForANumberOnce() {
    stub.reply("GET /schemas/ids/7", known(SCHEMA));

    assertThat(registry.byId(7)).isEqualTo(SCHEMA);
    assertThat(registry.byId(7)).isEqualTo(SCHEMA);

    assertThat(stub.requests())
        .hasSize(1)
        .first()
        .asString()
        .contains("Basic cmVhZGVyOnNlY3JldA==");
  }

  @Test
  void anUnknownNumberIsAFactAboutTheRecord() {
    assertThatThrownBy(() -> registry.byId(8))
        .isInstanceOf(UndecodableRecordException.class)
        .hasMessageContaining("schema 8")
        .hasMessageContaining("does not have");
    assertThatThrownBy(() -> registry.byId(8)).isInstanceOf(UndecodableRecordException.class);
    assertThat(stub.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"type\": \"object\"}", "message M {}", ""})
  void whatIsNoAvroSchemaIsAFactAboutTheRecordToo(String text) {
    stub.reply(
        "GET /schemas/ids/9",
        new Reply(200, new ObjectMapper().createObjectNode().put("schema", text).toString()));

    assertThatThrownBy(() -> registry.byId(9))
        .isInstanceOf(UndecodableRecordException.class)
        .hasMessageContaining("no Avro schema");
  }

  /** A wrong path answers 404, too, which must not turn every record into a dead letter. */
  @Test
  void whatIsNoAnswerOfARegistrySaysNothingAboutTheRecord() {
    stub.reply("GET /schemas/ids/7", new Reply(404, "<html>Not found</html>"));

    assertThatThrownBy(() -> registry(Duration.ZERO).byId(7))
        .isInstanceOf(SchemaUnavailableException.class);
  }

  @Test
  void waitsForARegistryThatComesBack() {
    stub.reply("GET /schemas/ids/7", DOWN);
    Thread mending =
        new Thread(
            () -> {
              while (stub.requests().isEmpty()) {
                Thread.onSpinWait();
              }
              stub.reply("GET /schemas/ids/7", known(SCHEMA));
            });
    mending.start();

    assertThat(registry.byId(7)).isEqualTo(SCHEMA);
    assertThat(stub.requests()).hasSizeGreaterThan(1);
  }

  @Test
  void saysThatItCannotBeSaidNow() {
    stub.reply("GET /schemas/ids/7", DOWN);

    assertThatThrownBy(() -> registry(Duration.ofMillis(500)).byId(7))
        .isInstanceOf(SchemaUnavailableException.class)
        .hasMessageContaining("schema 7")
        .hasMessageContaining("503");
  }

  @Test
  void registersASchemaUnderItsSubject() {
    stub.reply(
        "POST /subjects/scriptorium.page-jobs-value/versions", new Reply(200, "{\"id\": 3}"));

    assertThat(registry.register("scriptorium.page-jobs-value", SCHEMA)).isEqualTo(3);
    assertThat(stub.requests().get(0)).contains("\\\"name\\\":\\\"PageJob\\\"");
  }

  @Test
  void saysThatASchemaIsNotTaken() {
    stub.reply(
        "POST /subjects/s/versions",
        new Reply(409, "{\"error_code\": 409, \"message\": \"incompatible with an earlier one\"}"));

    assertThatThrownBy(() -> registry.register("s", SCHEMA))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("incompatible with an earlier one")
        .hasMessageNotContaining("secret");
  }

  @Test
  void saysThatNobodyAnswers() {
    stub.close();

    assertThatThrownBy(registry::requireAnswer)
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("No schema registry answers at " + stub.url());
  }

  @Test
  void saysThatSomethingElseAnswers() {
    assertThatCode(registry::requireAnswer).doesNotThrowAnyException();
    stub.reply("GET /schemas/types", new Reply(404, "<html>"));

    assertThatThrownBy(registry::requireAnswer)
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("no schema registry")
        .hasMessageContaining("404");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host", "registry:8081", "http://user:secret@host", "http:///path"})
  void refusesAddressesThatAreNone(String url) {
    assertThatThrownBy(() -> new RegistryAccess(URI.create(url), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void keepsItsLoginToItself() {
    assertThat(new RegistryAccess(stub.url(), Optional.of("reader:secret")).toString())
        .doesNotContain("secret");
  }
}
