package io.scriptorium.app.cancel;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.producers.job.CancelRequests;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks for jobs to be given up. */
@Command(
    name = "cancel",
    description = {
      "Give jobs up, documents with all of their pages.",
      "Asks for it and does not wait: 'status' says of a document when it is CANCELLED.",
      "What has an outcome keeps it. A job that has not come yet is given up when it comes, within"
          + " a week."
    })
public final class CancelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;

  @Parameters(
      arity = "1..*",
      paramLabel = "JOB",
      description = "Ids of jobs, as 'submit' prints them.")
  private List<String> jobs;

  @Override
  public Integer call() {
    if (jobs.stream().anyMatch(String::isBlank)) {
      throw new ParameterException(spec.commandLine(), "The id of a job is not blank");
    }
    Cluster target = cluster.cluster();
    target.requireAnswer();
    Instant now = Clock.systemUTC().instant();
    target.write(jobs.stream().map(job -> CancelRequests.of(job, now)).toList());
    PrintWriter out = spec.commandLine().getOut();
    jobs.forEach(job -> out.println(job + "  is to be given up"));
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
