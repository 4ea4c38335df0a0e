package io.scriptorium.worker.loop;

import io.scriptorium.producers.tail.TailSource;
import java.util.List;

/**
 * Takes jobs and delivers what comes of them, turn by turn, without ever waiting for a job. All of
 * it belongs to the thread that calls it, but for {@link #stats()} and {@link #vitals()}.
 */
public interface WorkLoop extends AutoCloseable {
  /** Topics that it is to be told of beside its jobs, from before it joins. */
  default List<TailSource> followed() {
    return List.of();
  }

  /** Joins the group. */
  void subscribe();

  /** One turn. */
  void once();

  /** Begins no further job; what waits goes back to the topic. */
  void stopIntake();

  /** Whether every job that was begun is finished and delivered. */
  boolean isIdle();

  /** How it is as of the last turn, for any thread. */
  LoopVitals vitals();

  /** Figures as of the last turn, for any thread. */
  WorkerStats stats();

  /** Delivers what is finished, stops what is not, leaves the group. */
  @Override
  void close();
}
