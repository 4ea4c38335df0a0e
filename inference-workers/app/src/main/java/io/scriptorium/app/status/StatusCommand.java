package io.scriptorium.app.status;

import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.app.cluster.JobEvent;
import io.scriptorium.app.cluster.JobFollower;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.avro.JobState;
import io.scriptorium.avro.JobStatus;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says where jobs stand. */
@Command(
    name = "status",
    description =
        "Say where document jobs stand: READING, or ended COMPLETE, PARTIAL, FAILED or CANCELLED.")
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;

  @Parameters(
      arity = "0..1",
      paramLabel = "JOB",
      description = "Id of a job (default: all that are known).")
  private Optional<String> job = Optional.empty();

  @Override
  public Integer call() {
    Map<String, JobStatus> latest = new HashMap<>();
    try (JobFollower follower =
        JobFollower.ofStatus(cluster.cluster(), CommittedRecords.Start.OLDEST)) {
      follower.readToEnd(event -> keep(event, latest));
    }
    if (job.isPresent() && latest.isEmpty()) {
      throw new ActionableException("No job %s is known".formatted(job.get()));
    }
    List<JobStatus> rows =
        latest.values().stream().sorted(Comparator.comparing(JobStatus::getUpdatedAt)).toList();
    PrintWriter out = spec.commandLine().getOut();
    rows.forEach(row -> out.println(line(row)));
    if (rows.isEmpty()) {
      out.println("No jobs are known");
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private void keep(JobEvent event, Map<String, JobStatus> latest) {
    if (event instanceof JobEvent.Progressed progressed
        && (job.isEmpty() || job.get().equals(event.jobId()))) {
      latest.put(event.jobId(), progressed.status());
    }
  }

  private static String line(JobStatus status) {
    String asked = status.getPagesAsked() == null ? "?" : status.getPagesAsked().toString();
    return "%s  %-9s  %d of %s pages read, %d %s  %s"
        .formatted(
            status.getJobId(),
            status.getState(),
            status.getPagesRead(),
            asked,
            status.getPagesFailed(),
            status.getState() == JobState.CANCELLED ? "not read" : "failed",
            status.getName());
  }
}
