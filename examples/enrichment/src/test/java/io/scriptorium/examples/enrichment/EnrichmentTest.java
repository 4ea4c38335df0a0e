package io.scriptorium.examples.enrichment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.TokenCounts;
import io.scriptorium.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrichmentTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private TopologyTestDriver driver;
  private TestInputTopic<String, String> orders;
  private TestInputTopic<String, byte[]> results;
  private TestOutputTopic<String, String> enriched;

  @BeforeEach
  void open(@TempDir Path folder) {
    Properties settings = Enrichment.settings("localhost:1");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    driver = new TopologyTestDriver(Enrichment.topology("orders", "enriched"), settings);
    StringSerializer text = new StringSerializer();
    orders = driver.createInputTopic("orders", text, text);
    results =
        driver.createInputTopic(Topics.DOCUMENT_RESULTS.name(), text, new ByteArraySerializer());
    enriched =
        driver.createOutputTopic("enriched", new StringDeserializer(), new StringDeserializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void joinsAnOrderToTheResultThatComesAfterIt() throws Exception {
    orders.pipeInput("4711", "{\"customer\": \"Ada\"}");
    assertThat(enriched.isEmpty()).isTrue();

    send(result("4711").setText(inline("harbour ledger")).build());

    assertThat(JSON.readTree(enriched.readValue()))
        .isEqualTo(
            JSON.readTree(
                """
                {"order": {"customer": "Ada"},
                 "document": {"name": "4711.pdf", "status": "COMPLETE", "pagesRead": 2,
                              "failedPages": [], "text": "harbour ledger"}}
                """));
  }

  @Test
  void joinsAnOrderThatComesOrChangesAfterTheResult() throws Exception {
    send(result("4711").setText(inline("ledger")).build());
    orders.pipeInput("4711", "{\"total\": 1}");
    orders.pipeInput("4711", "{\"total\": 2}");
    orders.pipeInput("4712", "{\"total\": 3}");

    assertThat(enriched.readKeyValuesToList())
        .extracting(each -> each.key + " " + json(each.value).at("/order/total").asInt())
        .containsExactly("4711 1", "4711 2");
  }

  @Test
  void namesThePlaceOfALongTextAndTheReasonOfAFailure() {
    orders.pipeInput("long", "{}");
    orders.pipeInput("failed", "{}");
    send(
        result("long")
            .setText(
                Payload.newBuilder()
                    .setMediaType("text/plain")
                    .setReference(new BlobReference("file:///blobs/1", 70_000L, "ab".repeat(32)))
                    .build())
            .build());
    send(
        result("failed")
            .setStatus(DocumentStatus.FAILED)
            .setFailure(new Failure(FailureReason.ENCRYPTED_FILE, "It wants a password"))
            .build());

    JsonNode first = json(enriched.readValue()).get("document");
    assertThat(first.has("text")).isFalse();
    assertThat(first.at("/textAt/uri").asText()).isEqualTo("file:///blobs/1");
    assertThat(first.at("/textAt/size").asLong()).isEqualTo(70_000);
    JsonNode second = json(enriched.readValue()).get("document");
    assertThat(second.get("failure").asText()).isEqualTo("It wants a password");
    assertThat(second.has("text") || second.has("textAt")).isFalse();
  }

  @Test
  void outlivesWhatIsNoResultAndNoJson() {
    results.pipeInput("4711", "rubbish".getBytes(StandardCharsets.UTF_8));
    orders.pipeInput("4711", "no } JSON");
    assertThat(enriched.isEmpty()).isTrue();

    send(result("4711").build());

    assertThat(json(enriched.readValue()).get("order").asText()).isEqualTo("no } JSON");
  }

  private void send(DocumentResult result) {
    results.pipeInput(result.getJobId(), Topics.DOCUMENT_RESULTS.codec().encode(result));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (java.io.IOException e) {
      throw new AssertionError("Not JSON: " + text, e);
    }
  }

  private static Payload inline(String text) {
    return Payload.newBuilder()
        .setMediaType("text/plain")
        .setContent(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  private static DocumentResult.Builder result(String jobId) {
    return DocumentResult.newBuilder()
        .setJobId(jobId)
        .setName(jobId + ".pdf")
        .setStatus(DocumentStatus.COMPLETE)
        .setPagesAsked(2)
        .setPagesRead(2)
        .setFailedPages(List.of())
        .setCharacters(6)
        .setTokens(new TokenCounts(0, 0, 1))
        .setSubmittedAt(NOON)
        .setFinishedAt(NOON);
  }
}
