package io.scriptorium.producers.split;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.DocumentJob;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SplitTaskTest {
  private static final int PAGES = 12;

  /** Pages that wait to be taken, and the one being made. */
  private static final int MOST_UNDER_WAY = 5;

  @TempDir private Path folder;

  @Test
  @Timeout(60)
  void makesNoFurtherPageOnceItIsGivenUpAndTellsOfEach() throws Exception {
    SplitTask task = task();
    Thread thread = new Thread(task);
    thread.start();
    assertThat(next(task)).isInstanceOf(SplitEvent.Opened.class);
    assertThat(next(task)).isInstanceOf(SplitEvent.PageReady.class);

    task.giveUp();

    List<Integer> made = new ArrayList<>(List.of(1));
    List<Integer> cancelled = new ArrayList<>();
    for (SplitEvent event = next(task);
        !(event instanceof SplitEvent.Finished);
        event = next(task)) {
      if (event instanceof SplitEvent.PageReady page) {
        made.add(page.page());
      } else if (event instanceof SplitEvent.PageFailed page && page.isCancelled()) {
        cancelled.add(page.page());
      }
    }
    thread.join();
    assertThat(made).hasSizeLessThanOrEqualTo(1 + MOST_UNDER_WAY);
    assertThat(made).doesNotContainAnyElementsOf(cancelled);
    assertThat(made.size() + cancelled.size()).isEqualTo(PAGES);
  }

  private static SplitEvent next(SplitTask task) throws InterruptedException {
    SplitEvent event = task.events().poll(30, SECONDS);
    assertThat(event).as("next event").isNotNull();
    return event;
  }

  private SplitTask task() throws Exception {
    PayloadStore payloads = new PayloadStore(new FileBlobStore(folder.resolve("blobs")));
    SplitterSettings settings = SplitterSettings.in(folder.resolve("scratch"));
    DocumentJob job =
        DocumentJob.newBuilder()
            .setJobId("job")
            .setName("name")
            .setPayload(
                payloads.store(SampleFiles.pdf(PAGES, new PDRectangle(72, 36)), "application/pdf"))
            .setTask(Task.newBuilder().setKind(TaskKind.OCR).build())
            .setSubmittedAt(Instant.EPOCH)
            .build();
    return new SplitTask(
        job,
        SplitProgress.NONE,
        new SplitTask.Workshop(
            payloads, new PageSources(settings.limits()), settings, Clock.systemUTC(), () -> {}));
  }
}
