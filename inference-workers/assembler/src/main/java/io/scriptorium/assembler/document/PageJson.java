package io.scriptorium.assembler.document;

import com.fasterxml.jackson.core.JsonGenerator;
import io.scriptorium.avro.Box;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.LabelScore;
import io.scriptorium.avro.ModelVersion;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.Region;
import io.scriptorium.avro.Timings;
import io.scriptorium.avro.TokenCounts;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page as the document's JSON shows it; {@code document.schema.json} describes the format. Every
 * field is always there, in the same order; what is unknown is null.
 */
final class PageJson {
  private PageJson() {}

  static void write(PageResult page, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("page", page.getPage());
    json.writeStringField("status", page.getStatus().name());
    failure(page.getFailure(), json);
    json.writeNumberField("width", page.getWidth());
    json.writeNumberField("height", page.getHeight());
    json.writeStringField("text", page.getText());
    json.writeStringField("markdown", page.getMarkdown());
    json.writeArrayFieldStart("regions");
    for (Region region : page.getRegions()) {
      region(region, json);
    }
    json.writeEndArray();
    if (page.getReasoning() == null) {
      json.writeNullField("reasoning");
    } else {
      json.writeStringField("reasoning", page.getReasoning());
    }
    embedding(page.getEmbedding(), json);
    json.writeArrayFieldStart("labels");
    for (LabelScore label : page.getLabels()) {
      json.writeStartObject();
      json.writeStringField("label", label.getLabel());
      json.writeNumberField("score", label.getScore());
      json.writeEndObject();
    }
    json.writeEndArray();
    model(page.getModel(), json);
    tokens(page.getTokens(), json);
    timings(page.getTimings(), json);
    json.writeNumberField("attempts", page.getAttempts());
    json.writeEndObject();
  }

  private static void failure(@Nullable Failure failure, JsonGenerator json) throws IOException {
    if (failure == null) {
      json.writeNullField("failure");
      return;
    }
    json.writeObjectFieldStart("failure");
    json.writeStringField("reason", failure.getReason().name());
    json.writeStringField("message", failure.getMessage());
    json.writeEndObject();
  }

  private static void region(Region region, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", region.getKind().name());
    Box box = region.getBox();
    json.writeArrayFieldStart("box");
    json.writeNumber(box.getX0());
    json.writeNumber(box.getY0());
    json.writeNumber(box.getX1());
    json.writeNumber(box.getY1());
    json.writeEndArray();
    json.writeStringField("text", region.getText());
    Float confidence = region.getConfidence();
    if (confidence == null || !Float.isFinite(confidence)) {
      json.writeNullField("confidence");
    } else {
      json.writeNumberField("confidence", confidence);
    }
    json.writeNumberField("block", region.getBlock());
    number("row", region.getRow(), json);
    number("column", region.getColumn(), json);
    json.writeEndObject();
  }

  private static void embedding(@Nullable List<Float> embedding, JsonGenerator json)
      throws IOException {
    if (embedding == null) {
      json.writeNullField("embedding");
      return;
    }
    json.writeArrayFieldStart("embedding");
    for (float value : embedding) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }

  private static void model(@Nullable ModelVersion model, JsonGenerator json) throws IOException {
    if (model == null) {
      json.writeNullField("model");
      return;
    }
    json.writeObjectFieldStart("model");
    json.writeStringField("name", model.getName());
    json.writeStringField("version", model.getVersion());
    json.writeStringField("prompt", model.getPrompt());
    json.writeStringField("numbers", model.getNumbers());
    json.writeEndObject();
  }

  private static void tokens(TokenCounts tokens, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("tokens");
    json.writeNumberField("text", tokens.getText());
    json.writeNumberField("image", tokens.getImage());
    json.writeNumberField("output", tokens.getOutput());
    json.writeEndObject();
  }

  private static void timings(Timings timings, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("timings");
    json.writeNumberField("queued", timings.getQueued());
    json.writeNumberField("fetch", timings.getFetch());
    json.writeNumberField("decode", timings.getDecode());
    json.writeNumberField("layout", timings.getLayout());
    json.writeNumberField("model", timings.getModel());
    json.writeEndObject();
  }

  private static void number(String name, @Nullable Integer value, JsonGenerator json)
      throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }
}
