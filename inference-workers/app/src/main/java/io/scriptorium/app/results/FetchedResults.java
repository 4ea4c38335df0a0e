package io.scriptorium.app.results;

import io.scriptorium.app.cluster.JobEvent;
import io.scriptorium.app.output.DocumentTexts;
import io.scriptorium.app.output.FailureLine;
import io.scriptorium.app.output.ImageTexts;
import io.scriptorium.app.output.OutputNames;
import io.scriptorium.app.output.ResultFolder;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.producers.blob.PayloadException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Writes results as they are found; a later one of a job replaces the earlier. */
final class FetchedResults {
  private final ResultFolder folder;
  private final DocumentTexts texts;
  private final PrintWriter err;
  private final OutputNames names = new OutputNames();
  private final Map<String, String> nameOfJob = new HashMap<>();
  private final Set<String> failed = new HashSet<>();

  FetchedResults(ResultFolder folder, DocumentTexts texts, PrintWriter err) {
    this.folder = folder;
    this.texts = texts;
    this.err = err;
  }

  void take(JobEvent event) {
    failed.remove(event.jobId());
    try {
      if (event instanceof JobEvent.DocumentFinished document) {
        take(document.result());
      } else if (event instanceof JobEvent.ImageFinished image) {
        take(image.result());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int jobs() {
    return nameOfJob.size();
  }

  int failed() {
    return failed.size();
  }

  private void take(DocumentResult result) throws IOException {
    String name = name(result.getJobId(), result.getName());
    try {
      folder.write(name, texts.of(result));
      if (result.getStatus() != DocumentStatus.COMPLETE) {
        fail(result.getJobId(), FailureLine.of(result));
      }
    } catch (PayloadException e) {
      fail(result.getJobId(), result.getName() + ": " + e.getMessage());
    }
  }

  private void take(ImageResult result) throws IOException {
    folder.write(name(result.getJobId(), result.getName()), ImageTexts.of(result));
    if (!ImageTexts.isAnswered(result)) {
      fail(result.getJobId(), FailureLine.of(result));
    }
  }

  private String name(String jobId, String document) {
    return nameOfJob.computeIfAbsent(jobId, id -> names.claim(document));
  }

  private void fail(String jobId, String line) {
    failed.add(jobId);
    err.println(line);
    err.flush();
  }
}
