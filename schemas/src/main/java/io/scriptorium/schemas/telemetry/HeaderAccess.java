package io.scriptorium.schemas.telemetry;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record's headers as carrier of a trace's context. */
final class HeaderAccess implements TextMapGetter<Headers>, TextMapSetter<Headers> {
  @Override
  public Iterable<String> keys(Headers headers) {
    return Arrays.stream(headers.toArray()).map(Header::key).toList();
  }

  @Override
  public @Nullable String get(@Nullable Headers headers, String key) {
    Header header = headers == null ? null : headers.lastHeader(key);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void set(@Nullable Headers headers, String key, String value) {
    if (headers != null) {
      headers.remove(key).add(key, value.getBytes(StandardCharsets.UTF_8));
    }
  }
}
