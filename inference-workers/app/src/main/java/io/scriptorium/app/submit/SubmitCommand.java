package io.scriptorium.app.submit;

import io.scriptorium.app.cluster.BlobOptions;
import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.app.cluster.JobEvent;
import io.scriptorium.app.cluster.JobFollower;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.job.LimitOptions;
import io.scriptorium.app.job.ScheduleOptions;
import io.scriptorium.app.job.TaskOptions;
import io.scriptorium.app.observe.Tracing;
import io.scriptorium.app.source.Source;
import io.scriptorium.app.source.Sources;
import io.scriptorium.producers.job.JobOptions;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.schemas.Grant;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.common.acl.AclOperation;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits files to a cluster. */
@Command(
    name = "submit",
    description = {
      "Submit files to a cluster; prints the id of each job and the file's name.",
      "A reading task, and any task over a PDF or TIFF, becomes a document job, everything else an"
          + " image job. A prompt or embedding task takes text files, too."
    })
public final class SubmitCommand implements Callable<Integer> {
  private static final Duration WAIT = Duration.ofMillis(500);

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;
  @Mixin private BlobOptions blobs;
  @Mixin private TaskOptions task;
  @Mixin private ScheduleOptions schedule;
  @Mixin private LimitOptions limits;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files and folders.")
  private List<Path> paths;

  @Option(
      names = "--further-image",
      paramLabel = "FILE",
      description =
          "An image that comes after the file's own in the prompt of each PROMPT task, for models"
              + " that take several; can be given several times.")
  private List<Path> furtherImages = List.of();

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description =
          "Answered once, however often it is submitted while the key is remembered (a week); of"
              + " several files, each has the key KEY/NAME.")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--wait",
      description = "Wait for the results; fails if one was not read in full.")
  private boolean wait;

  @Option(
      names = "--partial",
      description =
          "With --wait: print text while it is read, as far as workers tell it (--partial-text)."
              + " Results may differ.")
  private boolean partial;

  @Override
  public Integer call() throws IOException {
    if (partial && !wait) {
      throw new ActionableException("--partial needs --wait");
    }
    Sources sources = Sources.under(paths);
    if (sources.isEmpty()) {
      throw new ActionableException("There is no document under the paths given");
    }
    if (!furtherImages.isEmpty()
        && (task.isOcr() || sources.files().stream().anyMatch(Submission::isPaged))) {
      throw new ActionableException(
          "--further-image is for tasks over image files, not for pages of documents");
    }
    JobOptions asked = JobOptions.of(task.task()).withSchedule(schedule.schedule());
    Cluster target = cluster.cluster();
    target.require(
        Grant.topics(AclOperation.WRITE, List.of(Topics.DOCUMENT_JOBS, Topics.IMAGE_JOBS)));
    PrintWriter err = spec.commandLine().getErr();
    sources.unreadable().forEach(path -> err.println(path.name() + ": " + path.reason()));
    err.flush();
    int unreadable = sources.unreadable().size();
    try (Tracing tracing = Tracing.start(System.getenv(), "scriptorium-submit");
        JobFollower follower = follower(target);
        JobProducer producer =
            new JobProducer(
                JobProducer.kafkaProducer(target.clientSettings(), target.format(Role.SUBMITTER)),
                blobs.payloads(),
                Clock.systemUTC(),
                limits.document().maxBytes(),
                tracing.records())) {
      Submission submission = new Submission(producer, task, furtherImages, spec.commandLine());
      for (Source source : sources.files()) {
        submission.submit(source, identified(asked, source, sources.files().size()));
      }
      submission.awaitAcknowledgements();
      if (wait) {
        awaitResults(follower, submission);
      }
      return unreadable + submission.failed() == 0
          ? CommandLine.ExitCode.OK
          : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private JobFollower follower(Cluster target) {
    return partial
        ? JobFollower.ofResultsAndPartialText(target, start())
        : JobFollower.ofResults(target, start());
  }

  /** What has a key may have its answer already. */
  private CommittedRecords.Start start() {
    return key.isPresent() ? CommittedRecords.Start.OLDEST : CommittedRecords.Start.NOW;
  }

  private JobOptions identified(JobOptions asked, Source source, int files) {
    try {
      return key.map(given -> files == 1 ? given : given + "/" + source.name())
          .map(asked::withIdempotencyKey)
          .orElseGet(() -> asked.withJobId(UUID.randomUUID().toString()));
    } catch (IllegalArgumentException e) {
      throw new ActionableException("--idempotency-key: " + e.getMessage(), e);
    }
  }

  private void awaitResults(JobFollower follower, Submission submission) {
    try (Progress progress = Progress.on(spec.commandLine().getErr(), "documents")) {
      long total = submission.open();
      while (submission.open() > 0) {
        for (JobEvent event : follower.poll(WAIT)) {
          submission.take(event).ifPresent(progress::say);
        }
        progress.update(total - submission.open(), total);
      }
    }
  }
}
