package io.scriptorium.schemas;

import io.scriptorium.avro.RecordHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Parts of a record that is carried whole within another one, there and back. */
final class OriginalRecord {
  private OriginalRecord() {}

  /** Bytes of key, value and headers. */
  static long length(ConsumerRecord<byte[], byte[]> record) {
    long length = length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      length += header.key().length() + length(header.value());
    }
    return length;
  }

  static long length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  static List<RecordHeader> headers(Headers headers) {
    List<RecordHeader> carried = new ArrayList<>();
    for (Header header : headers) {
      carried.add(new RecordHeader(header.key(), wrap(header.value())));
    }
    return carried;
  }

  static Headers headers(List<RecordHeader> carried) {
    Headers headers = new RecordHeaders();
    carried.forEach(header -> headers.add(header.getName(), bytes(header.getValue())));
    return headers;
  }

  static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  /** Null where there was nothing, as Kafka's own classes have it. */
  @NullUnmarked
  static byte[] bytes(ByteBuffer carried) {
    if (carried == null) {
      return null;
    }
    byte[] bytes = new byte[carried.remaining()];
    carried.duplicate().get(bytes);
    return bytes;
  }
}
