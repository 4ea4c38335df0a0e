package io.scriptorium.app.deadletters;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.schemas.DeadLetters;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes original records to their topics again. */
@Command(
    name = "replay",
    description = {
      "Submit the originals of dead letters again, as they were, after their cause is mended.",
      "The letters stay; each replay is a submission of its own, so do it once."
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;
  @Mixin private LetterFilter filter;

  @Parameters(paramLabel = "ID", description = "As 'list' shows them, for example 0-17 2-4.")
  private List<String> ids = List.of();

  @Option(names = "--all", description = "All of them, or all that the options choose.")
  private boolean all;

  @Override
  public Integer call() {
    if (ids.isEmpty() != all) {
      throw new ParameterException(
          spec.commandLine(), "Name dead letters, or say --all (with or without --reason, ...)");
    }
    if (!all && !filter.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--reason, --job and --stage choose among --all");
    }
    Cluster target = cluster.cluster();
    List<StoredLetter> letters =
        all
            ? LetterBox.read(target, letter -> filter.matches(letter.letter()))
            : LetterBox.at(target, ids);
    List<StoredLetter> whole =
        letters.stream().filter(letter -> letter.letter().getValue() != null).toList();
    target.write(whole.stream().map(letter -> DeadLetters.original(letter.letter())).toList());
    PrintWriter out = spec.commandLine().getOut();
    out.println("%d records submitted again".formatted(whole.size()));
    letters.stream()
        .filter(letter -> letter.letter().getValue() == null)
        .forEach(
            letter ->
                out.println(
                    "%s was left out: it has no value to submit".formatted(letter.place())));
    out.flush();
    return whole.size() == letters.size() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
