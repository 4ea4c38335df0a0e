package io.scriptorium.assembler;

import io.scriptorium.schemas.SchemaUnavailableException;
import io.scriptorium.schemas.UnusableClusterException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a stream thread that died is replaced. Its transaction is aborted either way, so
 * that a new one does the same work again; one that keeps dying is no accident.
 */
final class ThreadRevival {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadRevival.class);
  private static final int MAX_DEATHS = 5;
  private static final long WINDOW_NANOS = 600_000_000_000L;

  private int deaths;
  private long windowStart = System.nanoTime();

  synchronized StreamThreadExceptionResponse answer(Throwable thrown) {
    if (thrown instanceof UnusableClusterException) {
      LOG.error("assembler_turned_away cause={}", thrown.getMessage());
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    if (isWaiting(thrown)) {
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    long now = System.nanoTime();
    if (now - windowStart > WINDOW_NANOS) {
      windowStart = now;
      deaths = 0;
    }
    deaths++;
    LOG.error("stream_thread_died deaths={} limit={}", deaths, MAX_DEATHS, thrown);
    return deaths < MAX_DEATHS
        ? StreamThreadExceptionResponse.REPLACE_THREAD
        : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** A schema registry that is away for hours is no reason to give up. */
  private static boolean isWaiting(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SchemaUnavailableException) {
        LOG.warn("stream_thread_waits cause={}", cause.getMessage());
        return true;
      }
    }
    return false;
  }
}
