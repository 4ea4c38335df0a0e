package io.scriptorium.app.service;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.ErrorReporter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service that runs until the process is told to stop (SIGTERM, Ctrl-C), which closes it in good
 * order, or until it ends by itself.
 *
 * @param name what a person calls it
 * @param closing stops it; returns when it has stopped
 * @param ended completes when it has stopped; exceptionally if it did so by a failure
 */
record RunningService(String name, AutoCloseable closing, CompletableFuture<?> ended) {
  private static final Logger LOG = LoggerFactory.getLogger(RunningService.class);

  /** Waits for the end. */
  void await() {
    Thread stop = new Thread(this::close, "scriptorium-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      ended.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ActionableException(
          "The %s has stopped: %s".formatted(name, ErrorReporter.describe(cause)), cause);
    }
  }

  private void close() {
    try {
      closing.close();
    } catch (Exception e) {
      LOG.warn("service_close_failed service={} reason={}", name, e.toString());
    }
  }
}
