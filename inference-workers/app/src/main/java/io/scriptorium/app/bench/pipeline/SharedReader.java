package io.scriptorium.app.bench.pipeline;

import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TaskRunner;
import java.util.concurrent.CompletableFuture;

/** A loaded model that pipelines use one after the other; none of them closes it. */
record SharedReader(ModelTaskRunner reader) implements TaskRunner {
  @Override
  public CompletableFuture<TaskOutcome> submit(TaskRequest request) {
    return reader.submit(request);
  }

  @Override
  public boolean hasRoom() {
    return reader.hasRoom();
  }

  @Override
  public ModelIdentity model() {
    return reader.model();
  }

  @Override
  public void close() {}
}
