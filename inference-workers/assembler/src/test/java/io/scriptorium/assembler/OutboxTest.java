package io.scriptorium.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.TokenCounts;
import java.util.List;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private final Outbox outbox =
      new Outbox(context, new AssemblerCounters(new SimpleMeterRegistry()));

  private boolean isCommittedAt(long time) {
    context.resetCommit();
    context.setCurrentSystemTimeMs(time);
    outbox.result(result());
    return context.committed();
  }

  private static DocumentResult result() {
    return DocumentResult.newBuilder()
        .setJobId("a")
        .setName("a.pdf")
        .setStatus(DocumentStatus.COMPLETE)
        .setPagesAsked(1)
        .setPagesRead(1)
        .setFailedPages(List.of())
        .setCharacters(3)
        .setTokens(new TokenCounts(1, 2, 3))
        .setSubmittedAt(Records.NOON)
        .setFinishedAt(Records.NOON)
        .build();
  }

  @Test
  void aResultIsCommittedAtOnceUnlessOneJustWas() {
    long tick = Outbox.TICK.toMillis();

    assertThat(isCommittedAt(10_000)).isTrue();
    assertThat(isCommittedAt(10_001)).isFalse();
    assertThat(isCommittedAt(10_000 + tick - 1)).isFalse();
    assertThat(isCommittedAt(10_000 + tick)).isTrue();
  }
}
