package io.scriptorium.app.job;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.ErrorReporter;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.constrain.BadConstraintException;
import io.scriptorium.engine.constrain.ConstraintSpec;
import io.scriptorium.engine.task.AnswerRules;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say what is asked of an answer, whatever the task. */
public final class AnswerOptions {
  private static final long MOST_SCHEMA_BYTES = 1 << 20;

  @Mixin private SamplingOptions sampling;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Most tokens of one answer (default: the model's own).")
  private Optional<Integer> maxTokens = Optional.empty();

  @Option(
      names = "--regex",
      paramLabel = "PATTERN",
      description = "Regular expression that the whole answer is to match.")
  private Optional<String> regex = Optional.empty();

  @Option(
      names = "--json-schema",
      paramLabel = "FILE",
      description = "JSON schema by which the answer is to be valid.")
  private Optional<Path> jsonSchema = Optional.empty();

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "The answer ends before this text; can be given several times.")
  private List<String> stop = List.of();

  /** What is asked of one answer. */
  public AnswerRules rules() {
    return rules(Search.ONE, 0);
  }

  /**
   * What is asked of answers; read and checked each time.
   *
   * @param alternatives how many of the most probable tokens are told with each token
   */
  public AnswerRules rules(Search search, int alternatives) {
    try {
      return new AnswerRules(
          maxTokens.map(OptionalInt::of).orElse(OptionalInt.empty()),
          constraint(),
          stop,
          sampling.sampling().withTopLogProbabilities(alternatives),
          search);
    } catch (IllegalArgumentException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
  }

  private Optional<ConstraintSpec> constraint() {
    if (regex.isPresent() && jsonSchema.isPresent()) {
      throw new ActionableException("--regex and --json-schema exclude each other");
    }
    try {
      Optional<ConstraintSpec> constraint =
          regex.isPresent()
              ? Optional.of(new ConstraintSpec.Regex(regex.get()))
              : jsonSchema.map(file -> new ConstraintSpec.Schema(read(file)));
      constraint.ifPresent(ConstraintSpec::constraint);
      return constraint;
    } catch (BadConstraintException e) {
      String where = jsonSchema.map(file -> file + ": ").orElse("");
      throw new ActionableException(where + e.reason(), e);
    }
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > MOST_SCHEMA_BYTES) {
        throw new ActionableException(
            "%s: a JSON schema has at most %,d bytes".formatted(file, MOST_SCHEMA_BYTES));
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new ActionableException(file + ": no text in UTF-8", e);
    } catch (IOException e) {
      throw new ActionableException("%s: %s".formatted(file, ErrorReporter.reason(file, e)), e);
    }
  }
}
