package io.scriptorium.app.output;

import io.scriptorium.app.output.ResultFolder.Texts;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.Payload;
import io.scriptorium.producers.blob.PayloadException;
import io.scriptorium.producers.blob.PayloadStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the texts out of a result, wherever they lie. */
public final class DocumentTexts {
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  private final PayloadStore payloads;

  public DocumentTexts(PayloadStore payloads) {
    this.payloads = payloads;
  }

  /** The texts of a finished document. */
  public Texts of(DocumentResult result) throws PayloadException {
    return new Texts(read(result.getMarkdown()), read(result.getJson()), read(result.getText()));
  }

  private Optional<byte[]> read(@Nullable Payload payload) throws PayloadException {
    return payload == null ? Optional.empty() : Optional.of(payloads.read(payload, MAX_BYTES));
  }
}
