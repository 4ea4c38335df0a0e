package io.scriptorium.worker.loop;

import io.scriptorium.producers.cancel.Cancellations;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Endings;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobReader;
import io.scriptorium.worker.job.TokenEstimates;
import io.scriptorium.worker.once.Claims;
import java.util.concurrent.CompletableFuture;

/**
 * What the records of a worker pass through.
 *
 * @param reader from records to jobs
 * @param engine from jobs to answers
 * @param endings from answers to records
 * @param estimates how much work a job is
 * @param known what was decided about them elsewhere
 */
public record Jobs(
    JobReader reader, Engine engine, Endings endings, TokenEstimates estimates, Known known) {

  /**
   * What was decided about jobs before they come.
   *
   * @param cancellations which end before their time
   * @param claims which are answered by others
   */
  public record Known(Cancellations cancellations, Claims claims) {}

  Cancellations cancellations() {
    return known.cancellations();
  }

  /** Whatever runs jobs. */
  public interface Engine {
    /** Whether another job would find something to do. */
    boolean hasRoom();

    /** Starts a job; cancelling the future stops it. */
    CompletableFuture<Answer> start(Job job);

    /**
     * The same.
     *
     * @param earlierTries how often it was tried before, here or elsewhere
     */
    default CompletableFuture<Answer> start(Job job, int earlierTries) {
      return start(job);
    }
  }
}
