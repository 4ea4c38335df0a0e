package io.scriptorium.app.topics;

import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.schemas.TopicReport;
import io.scriptorium.schemas.Topics;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Creates the topics that a cluster lacks. */
@Command(
    name = "topics",
    description = "Create the topics that a cluster lacks; those it has are left as they are.")
public final class TopicsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;

  @Override
  public Integer call() {
    TopicReport report = cluster.cluster().createTopics();
    PrintWriter out = spec.commandLine().getOut();
    report.created().forEach(topic -> out.println("created " + topic));
    report.tooFew().forEach(topic -> spec.commandLine().getErr().println(topic));
    out.printf(
        "%d topics created, %d were there%n",
        report.created().size(), Topics.all().size() - report.created().size());
    return report.tooFew().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
