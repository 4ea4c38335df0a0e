package io.scriptorium.worker.job;

import io.scriptorium.avro.Priority;
import io.scriptorium.avro.Task;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.Urgency;
import io.scriptorium.engine.constrain.BadConstraintException;
import io.scriptorium.engine.constrain.ConstraintSpec;
import io.scriptorium.engine.sample.Filter;
import io.scriptorium.engine.sample.Penalties;
import io.scriptorium.engine.sample.Sampling;
import io.scriptorium.engine.task.AnswerRules;
import io.scriptorium.engine.task.Labels;
import io.scriptorium.engine.task.OcrLayout;
import io.scriptorium.engine.task.TaskKind;
import io.scriptorium.engine.task.TaskRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** From a record's task to the engine's. */
public final class TaskRequests {
  private static final int NO_ALTERNATIVES = 0;

  private TaskRequests() {}

  /**
   * The request of a job that {@link JobCheck} let pass, as urgent as the job.
   *
   * @param files bytes of its payloads
   * @throws UnreadableTextException if one is a text that cannot be used
   */
  static TaskRequest of(Job job, List<byte[]> files) throws UnreadableTextException {
    TaskRequest request = of(job.task(), files.get(0)).withUrgency(urgency(job.priority()));
    return TextPayload.isOne(job, files.get(0))
        ? TextPayload.put(files.get(0), request)
        : request.withImages(files);
  }

  private static Urgency urgency(Priority priority) {
    return switch (priority) {
      case HIGH -> Urgency.of(1);
      case NORMAL -> Urgency.USUAL;
      case LOW -> Urgency.of(-1);
    };
  }

  /** The request of a task that {@link JobCheck} let pass. */
  public static TaskRequest of(Task task, byte[] image) {
    return new TaskRequest(
            image,
            TaskKind.valueOf(task.getKind().name()),
            OcrLayout.valueOf(task.getLayout().name()),
            Optional.ofNullable(task.getPrompt()),
            rules(task))
        .withLabels(labels(task));
  }

  /**
   * What a task chooses from.
   *
   * @throws IllegalArgumentException with one line for a person if it makes no sense
   */
  static Labels labels(Task task) {
    Labels labels = new Labels(task.getLabels());
    labels.require(TaskKind.valueOf(task.getKind().name()), Optional.ofNullable(task.getPrompt()));
    return labels;
  }

  /**
   * What a task asks of its answer. What it must match is not read yet.
   *
   * @throws IllegalArgumentException with one line for a person if it makes no sense
   * @throws BadConstraintException if what is to be matched is too long
   */
  static AnswerRules rules(Task task) {
    Integer maxTokens = task.getMaxTokens();
    return new AnswerRules(
        maxTokens == null ? OptionalInt.empty() : OptionalInt.of(maxTokens),
        constraint(task),
        task.getStop(),
        sampling(task.getSampling()),
        Search.ONE);
  }

  private static Optional<ConstraintSpec> constraint(Task task) {
    if (task.getRegex() != null && task.getJsonSchema() != null) {
      throw new IllegalArgumentException(
          "An answer matches a regular expression or a JSON schema, not both");
    }
    return task.getRegex() != null
        ? Optional.of(new ConstraintSpec.Regex(task.getRegex()))
        : Optional.ofNullable(task.getJsonSchema()).map(ConstraintSpec.Schema::new);
  }

  private static Sampling sampling(io.scriptorium.avro.@Nullable Sampling asked) {
    if (asked == null) {
      return Sampling.GREEDY;
    }
    Long seed = asked.getSeed();
    return new Sampling(
        asked.getTemperature(),
        new Filter(asked.getTopK(), asked.getTopP(), asked.getMinP()),
        new Penalties(
            asked.getRepetitionPenalty(), asked.getPresencePenalty(), asked.getFrequencyPenalty()),
        seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
        NO_ALTERNATIVES);
  }
}
