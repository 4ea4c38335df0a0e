package io.scriptorium.worker.job;

import io.scriptorium.avro.Task;
import io.scriptorium.engine.task.OcrLayout;
import io.scriptorium.engine.task.TaskKind;
import io.scriptorium.engine.task.TaskRequest;
import java.util.Optional;
import java.util.OptionalInt;

/** From a record's task to the engine's. */
final class TaskRequests {
  private TaskRequests() {}

  /** The request of a task that {@link JobCheck} let pass. */
  static TaskRequest of(Task task, byte[] image) {
    Integer maxTokens = task.getMaxTokens();
    return new TaskRequest(
        image,
        TaskKind.valueOf(task.getKind().name()),
        OcrLayout.valueOf(task.getLayout().name()),
        Optional.ofNullable(task.getPrompt()),
        maxTokens == null ? OptionalInt.empty() : OptionalInt.of(maxTokens));
  }
}
