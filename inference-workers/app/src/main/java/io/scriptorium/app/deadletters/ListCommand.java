package io.scriptorium.app.deadletters;

import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.avro.DeadLetter;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists dead letters, a line each. */
@Command(name = "list", description = "List dead letters with their ids, oldest first.")
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;
  @Mixin private LetterFilter filter;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "100",
      description = "Show at most the N latest (default: ${DEFAULT-VALUE}).")
  private int last;

  @Override
  public Integer call() {
    List<StoredLetter> letters =
        LetterBox.read(cluster.cluster(), letter -> filter.matches(letter.letter()));
    PrintWriter out = spec.commandLine().getOut();
    int hidden = Math.max(0, letters.size() - Math.max(0, last));
    letters.stream().skip(hidden).forEach(letter -> out.println(line(letter)));
    if (letters.isEmpty()) {
      out.println("No dead letters");
    } else if (hidden > 0) {
      out.println("%d older ones are not shown".formatted(hidden));
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private static String line(StoredLetter stored) {
    DeadLetter letter = stored.letter();
    return "%-8s  %s  %-9s  %-20s  %s  tries %d  %s"
        .formatted(
            stored.place(),
            letter.getFailedAt(),
            letter.getStage(),
            letter.getFailure().getReason(),
            Objects.requireNonNullElse(letter.getJobId(), "-"),
            letter.getAttempts(),
            letter.getFailure().getMessage());
  }
}
