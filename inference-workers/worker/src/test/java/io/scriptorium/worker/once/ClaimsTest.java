package io.scriptorium.worker.once;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.IdempotencyClaim;
import io.scriptorium.schemas.IdempotencyKey;
import io.scriptorium.schemas.Topics;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private static final IdempotencyKey A = new IdempotencyKey("press", "a");
  private static final IdempotencyKey B = new IdempotencyKey("press", "b");
  private static final IdempotencyKey C = new IdempotencyKey("press", "c");

  private final Claims claims = new Claims(2);

  private void tell(IdempotencyKey key, byte @Nullable [] value) {
    claims
        .source()
        .sink()
        .accept(new ConsumerRecord<>(Topics.IDEMPOTENCY_CLAIMS.name(), 0, 0, key.bytes(), value));
  }

  private void claim(IdempotencyKey key, String jobId) {
    tell(key, Topics.IDEMPOTENCY_CLAIMS.codec().encode(new IdempotencyClaim(jobId, Instant.EPOCH)));
  }

  @Test
  void knowsWhoAnswersUntilTheKeyIsReleased() {
    claim(A, "first");
    assertThat(claims.job(A)).contains("first");
    assertThat(claims.job(B)).isEmpty();
    assertThat(claims.job(new IdempotencyKey("another", "a"))).isEmpty();

    tell(A, null);
    assertThat(claims.job(A)).isEmpty();
  }

  @Test
  void forgetsTheOldestWhenThereAreTooMany() {
    claim(A, "1");
    claim(B, "2");
    claims.committed(A, "1");
    claim(C, "3");

    assertThat(claims.size()).isEqualTo(2);
    assertThat(claims.job(B)).isEmpty();
    assertThat(claims.job(A)).contains("1");
  }

  @Test
  void stepsOverWhatIsNoClaim() {
    tell(A, new byte[] {1, 2, 3});

    assertThat(claims.job(A)).isEmpty();
  }

  @Test
  void isNotUpToDateBeforeItFollowsTheTopic() {
    assertThat(claims.upToDate()).isNotDone();
  }
}
