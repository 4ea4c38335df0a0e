package io.scriptorium.app.submit;

import io.scriptorium.app.cluster.JobEvent;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.ErrorReporter;
import io.scriptorium.app.job.TaskOptions;
import io.scriptorium.app.output.FailureLine;
import io.scriptorium.app.output.ImageTexts;
import io.scriptorium.app.source.Source;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.PartialText;
import io.scriptorium.producers.job.JobOptions;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.producers.job.JobSource;
import io.scriptorium.producers.job.SubmitException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Files on their way to a cluster, and what became of them. */
final class Submission {
  /** Files with pages; others are single images. */
  private static final Pattern PAGED = Pattern.compile(".*\\.(pdf|tiff?)");

  private final JobProducer producer;
  private final TaskOptions options;
  private final List<JobSource> furtherImages;
  private final CommandLine screen;
  private final Instant begun = Instant.now();
  private final Map<String, String> open = new HashMap<>();
  private final PieceOrder pieces = new PieceOrder();
  private final Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
  private int failed;

  /**
   * @param furtherImages images that go with each file
   */
  Submission(
      JobProducer producer, TaskOptions options, List<Path> furtherImages, CommandLine screen) {
    this.producer = producer;
    this.options = options;
    this.furtherImages =
        furtherImages.stream()
            .<JobSource>map(path -> new JobSource.File(path.toString(), path))
            .toList();
    this.screen = screen;
  }

  void submit(Source source, JobOptions job) {
    try {
      var unused = send(source, job).whenComplete((id, failure) -> note(failure));
      String jobId = job.identity().orElseThrow();
      open.put(jobId, source.name());
      screen.getOut().println(jobId + "  " + source.name());
    } catch (SubmitException e) {
      failed++;
      screen.getErr().println(e.getMessage());
    } catch (IOException e) {
      throw new ActionableException(
          "The blob store cannot be written: " + ErrorReporter.describe(e), e);
    }
  }

  private CompletableFuture<String> send(Source source, JobOptions job)
      throws SubmitException, IOException {
    JobSource file = new JobSource.File(source.name(), source.path());
    return options.isOcr() || isPaged(source)
        ? producer.submitDocument(file, options.pages(), job)
        : producer.submitImage(file, furtherImages, job);
  }

  /** Whether a file has pages. */
  static boolean isPaged(Source source) {
    return PAGED.matcher(source.name().toLowerCase(Locale.ROOT)).matches();
  }

  private void note(Throwable failure) {
    if (failure != null) {
      refused.add(failure);
    }
  }

  /** Waits until the cluster has every job. */
  void awaitAcknowledgements() {
    producer.flush();
    screen.getOut().flush();
    screen.getErr().flush();
    Throwable first = refused.peek();
    if (first != null) {
      throw new ActionableException(
          "The cluster did not take %d jobs: %s"
              .formatted(refused.size(), ErrorReporter.describe(first)),
          first);
    }
  }

  /** Takes news in; answers a line if it is text of one of ours, or a result that failed. */
  Optional<String> take(JobEvent event) {
    String name = open.get(event.jobId());
    if (name == null || isEarlierFailure(event)) {
      return Optional.empty();
    }
    if (event instanceof JobEvent.PartlyRead read) {
      return pieces.isNews(read.text()) ? Optional.of(line(name, read.text())) : Optional.empty();
    }
    open.remove(event.jobId());
    Optional<String> line = Optional.empty();
    if (event instanceof JobEvent.DocumentFinished document
        && document.result().getStatus() != DocumentStatus.COMPLETE) {
      line = Optional.of(FailureLine.of(document.result()));
    } else if (event instanceof JobEvent.ImageFinished image
        && !ImageTexts.isAnswered(image.result())) {
      line = Optional.of(FailureLine.of(image.result()));
    }
    failed += line.isPresent() ? 1 : 0;
    return line;
  }

  /** A job that failed before is tried anew when its idempotency key is submitted again. */
  private boolean isEarlierFailure(JobEvent event) {
    return event instanceof JobEvent.ImageFinished image
        && !ImageTexts.isAnswered(image.result())
        && image.result().getFinishedAt().isBefore(begun);
  }

  private static String line(String name, PartialText text) {
    String place = text.getPage() == 0 ? name : "%s, page %d".formatted(name, text.getPage());
    return place + ": " + text.getText();
  }

  /** Jobs without a result. */
  int open() {
    return open.size();
  }

  /** Files that could not be submitted or were not read in full. */
  int failed() {
    return failed;
  }
}
