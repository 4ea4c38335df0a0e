package io.scriptorium.examples.enrichment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.Payload;
import java.nio.charset.StandardCharsets;

/**
 * An order with what was read in its document, as JSON:
 *
 * <pre>
 * {"order": the order as it came,
 *  "document": {"name": "scan.pdf", "status": "COMPLETE", "pagesRead": 2, "failedPages": [],
 *               "text": "…"}}
 * </pre>
 *
 * A text of more than 64 KiB lies in the blob store: instead of {@code text} there is then {@code
 * textAt} with {@code uri}, {@code size} and {@code sha256}. A document that was not read has
 * neither, but a {@code failure}.
 */
final class EnrichedOrder {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private EnrichedOrder() {}

  static String of(String order, DocumentResult result) {
    ObjectNode enriched = JSON.createObjectNode();
    enriched.set("order", jsonOrText(order));
    ObjectNode document = enriched.putObject("document");
    document
        .put("name", result.getName())
        .put("status", result.getStatus().name())
        .put("pagesRead", result.getPagesRead());
    result.getFailedPages().forEach(document.putArray("failedPages")::add);
    if (result.getFailure() != null) {
      document.put("failure", result.getFailure().getMessage());
    }
    if (result.getText() != null) {
      putText(document, result.getText());
    }
    return enriched.toString();
  }

  private static void putText(ObjectNode document, Payload text) {
    BlobReference reference = text.getReference();
    if (reference == null) {
      document.put("text", StandardCharsets.UTF_8.decode(text.getContent().duplicate()).toString());
    } else {
      document
          .putObject("textAt")
          .put("uri", reference.getUri())
          .put("size", reference.getSize())
          .put("sha256", reference.getSha256());
    }
  }

  /** The order is the platform's own; one that is no JSON is handed on all the same. */
  private static JsonNode jsonOrText(String order) {
    try {
      return JSON.readTree(order);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(order);
    }
  }
}
