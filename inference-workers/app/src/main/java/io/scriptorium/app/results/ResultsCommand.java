package io.scriptorium.app.results;

import io.scriptorium.app.cluster.BlobOptions;
import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.app.cluster.JobFollower;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.output.DocumentTexts;
import io.scriptorium.app.output.ResultFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches finished results from a cluster. */
@Command(
    name = "results",
    description =
        "Fetch finished results as NAME.md, NAME.json and NAME.txt. Fails if one was not read in"
            + " full.")
public final class ResultsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;
  @Mixin private BlobOptions blobs;

  @Parameters(
      arity = "0..1",
      paramLabel = "JOB",
      description = "Id of a job (default: all that are finished).")
  private Optional<String> job = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "scriptorium-out",
      description = "Folder for the results (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Override
  public Integer call() throws IOException {
    FetchedResults fetched =
        new FetchedResults(
            ResultFolder.at(out), new DocumentTexts(blobs.payloads()), spec.commandLine().getErr());
    try (JobFollower follower =
        JobFollower.ofResults(cluster.cluster(), CommittedRecords.Start.OLDEST)) {
      follower.readToEnd(
          event -> {
            if (job.isEmpty() || job.get().equals(event.jobId())) {
              fetched.take(event);
            }
          });
    }
    if (job.isPresent() && fetched.jobs() == 0) {
      throw new ActionableException("No finished job %s is known".formatted(job.get()));
    }
    PrintWriter screen = spec.commandLine().getOut();
    screen.printf(
        "%,d results, %,d of them failed; in %s%n", fetched.jobs(), fetched.failed(), out);
    screen.flush();
    return fetched.failed() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
