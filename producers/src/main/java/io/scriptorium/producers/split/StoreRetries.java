package io.scriptorium.producers.split;

import io.scriptorium.avro.FailureReason;
import io.scriptorium.producers.blob.PayloadException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what a store refuses for a while, on behalf of one document, whose waiting it keeps
 * account of. Once that has lasted too long, the store is not asked any more. For use by one
 * thread.
 */
final class StoreRetries {
  private static final Logger LOG = LoggerFactory.getLogger(StoreRetries.class);

  private final SplitRetries retries;
  private final Runnable onRetry;
  private Duration left;
  private int count;
  private Optional<String> end = Optional.empty();

  /**
   * Retries of a document.
   *
   * @param onRetry told of each
   */
  StoreRetries(SplitRetries retries, Runnable onRetry) {
    this.retries = retries;
    this.onRetry = onRetry;
    left = retries.storeLimit();
  }

  /** Something that reads or writes a store, from its beginning each time. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws IOException, PayloadException, SplitException;
  }

  /** Retries so far. */
  int count() {
    return count;
  }

  /**
   * The result of the first attempt that succeeds.
   *
   * @throws SplitException TOO_MANY_ATTEMPTS if the document has waited too long; or what an
   *     attempt throws
   * @throws PayloadException if it will not pass
   */
  <T> T run(Attempt<T> attempt) throws PayloadException, SplitException, InterruptedException {
    for (int tries = 1; end.isEmpty(); tries++) {
      String failure;
      try {
        return attempt.run();
      } catch (PayloadException e) {
        if (!e.mayPass()) {
          throw e;
        }
        failure = e.failure().getMessage();
      } catch (IOException e) {
        failure = OneLine.of(e);
      }
      pauseOrEnd(tries, failure);
    }
    throw new SplitException(FailureReason.TOO_MANY_ATTEMPTS, end.get());
  }

  private void pauseOrEnd(int tries, String failure) throws InterruptedException {
    // What was interrupted failed by that, and not by the store.
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Duration pause = retries.pauseAfter(tries);
    if (pause.compareTo(left) > 0) {
      end =
          Optional.of(
              "Given up after %d tries, the last of which ended so: %s".formatted(tries, failure));
      return;
    }
    LOG.warn("A store failed, asked again: tries={} pause={} cause={}", tries, pause, failure);
    left = left.minus(pause);
    count++;
    onRetry.run();
    TimeUnit.MILLISECONDS.sleep(pause.toMillis());
  }
}
