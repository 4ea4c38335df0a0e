package io.scriptorium.app.deadletters;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.FailureReason;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options that choose among dead letters. */
final class LetterFilter {
  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only those with this reason (repeatable): ${COMPLETION-CANDIDATES}.")
  private Set<FailureReason> reasons = EnumSet.noneOf(FailureReason.class);

  @Option(names = "--job", paramLabel = "JOB", description = "Only those of this job.")
  private Optional<String> job = Optional.empty();

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "Only those that were given up there: splitter, worker or assembler.")
  private Optional<String> stage = Optional.empty();

  boolean isEmpty() {
    return reasons.isEmpty() && job.isEmpty() && stage.isEmpty();
  }

  boolean matches(DeadLetter letter) {
    return (reasons.isEmpty() || reasons.contains(letter.getFailure().getReason()))
        && job.map(id -> id.equals(letter.getJobId())).orElse(Boolean.TRUE)
        && stage.map(name -> name.equals(letter.getStage())).orElse(Boolean.TRUE);
  }
}
