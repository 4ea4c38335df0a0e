package io.scriptorium.app.pipeline;

import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.app.cluster.JobEvent;
import io.scriptorium.app.cluster.JobFollower;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.ErrorReporter;
import io.scriptorium.app.source.Source;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.Task;
import io.scriptorium.producers.job.JobOptions;
import io.scriptorium.producers.job.JobSource;
import io.scriptorium.producers.job.SubmitException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Documents on their way through a pipeline of this process. */
public final class LocalDocuments implements Documents {
  private final LocalPipeline pipeline;
  private final JobFollower follower;
  private final Task task;
  private final Optional<String> pages;
  private final Queue<Throwable> refusals = new ConcurrentLinkedQueue<>();

  /**
   * Follows a pipeline.
   *
   * @param task what is asked of each page
   * @param pages which pages, e.g. {@code 1-3,7,9-}; empty: all
   */
  public LocalDocuments(LocalPipeline pipeline, Task task, Optional<String> pages) {
    this.pipeline = pipeline;
    this.follower =
        JobFollower.ofDocumentsAndJobs(pipeline.cluster(), CommittedRecords.Start.OLDEST);
    this.task = task;
    this.pages = pages;
  }

  @Override
  public String submit(Source source) throws SubmitException, IOException {
    String jobId = UUID.randomUUID().toString();
    pipeline.blobs().begin(jobId);
    CompletableFuture<String> sent =
        pipeline
            .producer()
            .submitDocument(
                new JobSource.File(source.name(), source.path()),
                pages,
                JobOptions.of(task).withJobId(jobId));
    var unused =
        sent.whenComplete(
            (id, failure) -> {
              if (failure != null) {
                refusals.add(failure);
              }
            });
    return jobId;
  }

  @Override
  public List<JobEvent> poll(Duration wait) throws IOException {
    pipeline.requireHealthy();
    Throwable refusal = refusals.peek();
    if (refusal != null) {
      throw new ActionableException(
          "The broker does not take jobs: " + ErrorReporter.describe(refusal), refusal);
    }
    List<JobEvent> events = follower.poll(wait);
    for (JobEvent event : events) {
      if (event instanceof JobEvent.PageQueued queued) {
        pipeline.blobs().add(queued.jobId(), queued.job().getPayload());
      } else if (event instanceof JobEvent.DocumentQueued queued) {
        pipeline.blobs().add(queued.jobId(), queued.job().getPayload());
      }
    }
    return events;
  }

  @Override
  public void release(DocumentResult result) throws IOException {
    pipeline.blobs().finish(result.getJobId());
  }

  @Override
  public void close() {
    follower.close();
  }
}
