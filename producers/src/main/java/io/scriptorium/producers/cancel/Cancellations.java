package io.scriptorium.producers.cancel;

import java.util.Optional;

/** What is known of jobs that are not wanted any more. */
public interface Cancellations {
  /** Nothing is ever cancelled. */
  Cancellations NONE =
      new Cancellations() {
        @Override
        public boolean isCurrent() {
          return true;
        }

        @Override
        public boolean isCancelled(String jobId) {
          return false;
        }

        @Override
        public Optional<String> next() {
          return Optional.empty();
        }
      };

  /** Whether what was cancelled before this process started is known. */
  boolean isCurrent();

  /** Whether a job was cancelled. */
  boolean isCancelled(String jobId);

  /** A job that was cancelled since this was last asked; each is told once, or again. */
  Optional<String> next();
}
