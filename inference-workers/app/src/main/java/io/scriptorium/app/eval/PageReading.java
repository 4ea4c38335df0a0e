package io.scriptorium.app.eval;

import io.scriptorium.engine.task.AnswerRules;
import io.scriptorium.engine.task.OcrLayout;
import io.scriptorium.engine.task.TaskKind;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TaskRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;

/** Reads many image files with a task runner, a few at a time. */
final class PageReading {
  private static final int AT_ONCE = 16;

  private final TaskRunner runner;
  private final OcrLayout layout;

  PageReading(TaskRunner runner, OcrLayout layout) {
    this.runner = runner;
    this.layout = layout;
  }

  /**
   * Reads all pages.
   *
   * @param images by name
   * @param sink takes the outcomes as they come, one at a time
   */
  void read(Map<String, Path> images, BiConsumer<String, TaskOutcome> sink)
      throws IOException, InterruptedException {
    Semaphore places = new Semaphore(AT_ONCE);
    Object turn = new Object();
    for (Map.Entry<String, Path> image : images.entrySet()) {
      byte[] bytes = Files.readAllBytes(image.getValue());
      places.acquire();
      var unused =
          runner
              .submit(
                  new TaskRequest(bytes, TaskKind.OCR, layout, Optional.empty(), AnswerRules.USUAL))
              .whenComplete(
                  (outcome, bug) -> {
                    try {
                      synchronized (turn) {
                        sink.accept(image.getKey(), bug == null ? outcome : failed(bug));
                      }
                    } finally {
                      places.release();
                    }
                  });
    }
    places.acquire(AT_ONCE);
  }

  private static TaskOutcome failed(Throwable bug) {
    return new TaskOutcome.Failed(TaskOutcome.Reason.INTERNAL, String.valueOf(bug.getMessage()));
  }
}
