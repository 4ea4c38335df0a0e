package io.scriptorium.assembler.state;

import io.scriptorium.assembler.document.Tally;
import io.scriptorium.assembler.state.DocumentState.Closed;
import io.scriptorium.assembler.state.DocumentState.Open;
import io.scriptorium.assembler.state.DocumentState.Waiting;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * States as bytes: a tag; for Waiting and Closed the time in milliseconds; for Open, which has
 * another tag once pages were cancelled, three counts of four bytes and, where there is one, the
 * time.
 */
final class DocumentStateSerde {
  private static final byte WAITING = 1;
  private static final byte OPEN = 2;
  private static final byte CLOSED = 3;
  private static final byte OPEN_CANCELLED = 4;

  private DocumentStateSerde() {}

  static Serde<DocumentState> create() {
    return Serdes.serdeFrom((topic, state) -> encode(state), (topic, bytes) -> decode(bytes));
  }

  private static byte @Nullable [] encode(@Nullable DocumentState state) {
    if (state == null) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(1 + 3 * Integer.BYTES + Long.BYTES);
    if (state instanceof Open open) {
      Tally tally = open.tally();
      bytes.put(tally.isCancelled() ? OPEN_CANCELLED : OPEN);
      bytes.putInt(tally.asked()).putInt(tally.read()).putInt(tally.failed());
    } else {
      bytes.put(state instanceof Waiting ? WAITING : CLOSED);
    }
    state.due().ifPresent(due -> bytes.putLong(due.toEpochMilli()));
    byte[] encoded = new byte[bytes.position()];
    bytes.flip().get(encoded);
    return encoded;
  }

  private static @Nullable DocumentState decode(byte @Nullable [] encoded) {
    if (encoded == null) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    byte tag = bytes.get();
    return switch (tag) {
      case WAITING -> new Waiting(Instant.ofEpochMilli(bytes.getLong()));
      case CLOSED -> new Closed(Instant.ofEpochMilli(bytes.getLong()));
      case OPEN, OPEN_CANCELLED -> {
        Tally tally =
            new Tally(bytes.getInt(), bytes.getInt(), bytes.getInt(), tag == OPEN_CANCELLED);
        yield new Open(
            tally,
            bytes.hasRemaining()
                ? Optional.of(Instant.ofEpochMilli(bytes.getLong()))
                : Optional.empty());
      }
      default -> throw new SerializationException("Unknown state of a document: " + tag);
    };
  }
}
