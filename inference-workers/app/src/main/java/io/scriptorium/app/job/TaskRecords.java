package io.scriptorium.app.job;

import io.scriptorium.avro.Task;
import io.scriptorium.engine.constrain.ConstraintSpec;
import io.scriptorium.engine.sample.Sampling;
import io.scriptorium.engine.task.AnswerRules;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** From the engine's rules of an answer to a record's task. */
final class TaskRecords {
  private TaskRecords() {}

  /** A task with rules for one answer, of which no alternatives are told. */
  static Task.Builder withRules(Task.Builder task, AnswerRules rules) {
    rules
        .constraint()
        .ifPresent(
            constraint -> {
              if (constraint instanceof ConstraintSpec.Regex regex) {
                task.setRegex(regex.text());
              } else {
                task.setJsonSchema(constraint.text());
              }
            });
    return task.setMaxTokens(rules.maxTokens().isPresent() ? rules.maxTokens().getAsInt() : null)
        .setStop(rules.stopStrings())
        .setSampling(sampling(rules.sampling()));
  }

  private static io.scriptorium.avro.@Nullable Sampling sampling(Sampling asked) {
    if (asked.equals(Sampling.GREEDY)) {
      return null;
    }
    OptionalLong seed = asked.seed();
    return io.scriptorium.avro.Sampling.newBuilder()
        .setTemperature(asked.temperature())
        .setTopK(asked.filter().topK())
        .setTopP(asked.filter().topP())
        .setMinP(asked.filter().minP())
        .setRepetitionPenalty(asked.penalties().repetition())
        .setPresencePenalty(asked.penalties().presence())
        .setFrequencyPenalty(asked.penalties().frequency())
        .setSeed(seed.isPresent() ? seed.getAsLong() : null)
        .build();
  }
}
