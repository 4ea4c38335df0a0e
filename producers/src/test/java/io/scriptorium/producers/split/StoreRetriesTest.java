package io.scriptorium.producers.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scriptorium.avro.FailureReason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreRetriesTest {
  private static final SplitRetries QUICK =
      new SplitRetries(3, Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMillis(12));

  private final AtomicInteger told = new AtomicInteger();
  private final AtomicInteger attempts = new AtomicInteger();
  private final StoreRetries retries = new StoreRetries(QUICK, told::incrementAndGet);

  private String failing(int times) throws IOException {
    if (attempts.incrementAndGet() <= times) {
      throw new IOException("out of order");
    }
    return "done";
  }

  @Test
  void whatFailsForAWhileSucceedsInTheEnd() throws Exception {
    assertThat(retries.<String>run(() -> failing(2))).isEqualTo("done");
    assertThat(told).hasValue(2);
    assertThat(retries.count()).isEqualTo(2);
  }

  @Test
  void whatFailsForTooLongIsGivenUpAndNotAskedAgain() {
    // Pauses of 1, 2, 4 and 4 ms are 11 of the 12.
    SplitException end =
        catchThrowableOfType(SplitException.class, () -> retries.run(() -> failing(100)));

    assertThat(end.reason()).isEqualTo(FailureReason.TOO_MANY_ATTEMPTS);
    assertThat(end).hasMessage("Given up after 5 tries, the last of which ended so: out of order");
    assertThatThrownBy(() -> retries.run(() -> failing(0))).hasMessage(end.getMessage());
    assertThat(attempts).hasValue(5);
  }

  @Test
  void aDocumentHasOnePatienceForAllOfItsPages() throws Exception {
    assertThat(retries.<String>run(() -> failing(3))).isEqualTo("done");
    attempts.set(0);

    assertThatThrownBy(() -> retries.run(() -> failing(4)))
        .isInstanceOf(SplitException.class)
        .hasMessageStartingWith("Given up after 3 tries");
  }

  @Test
  void anInterruptedAttemptIsNoFailureOfTheStore() {
    assertThatThrownBy(
            () ->
                retries.run(
                    () -> {
                      Thread.currentThread().interrupt();
                      throw new IOException("closed by interrupt");
                    }))
        .isInstanceOf(InterruptedException.class);
    assertThat(told).hasValue(0);
  }

  @Test
  void withoutWaitingThereIsOneTry() {
    StoreRetries once = new StoreRetries(QUICK.withoutWaiting(), told::incrementAndGet);

    assertThatThrownBy(() -> once.run(() -> failing(1))).isInstanceOf(SplitException.class);
    assertThat(attempts).hasValue(1);
  }
}
