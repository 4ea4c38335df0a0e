package io.scriptorium.app.run;

import io.scriptorium.app.cluster.JobEvent;
import io.scriptorium.app.console.Interruption;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.output.DocumentTexts;
import io.scriptorium.app.output.FailureLine;
import io.scriptorium.app.output.OutputNames;
import io.scriptorium.app.output.ResultFolder;
import io.scriptorium.app.pipeline.Documents;
import io.scriptorium.app.source.Source;
import io.scriptorium.app.source.Sources;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.producers.blob.PayloadException;
import io.scriptorium.producers.job.SubmitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.regex.Pattern;

/** Hands files in at a measured pace and writes each document as soon as it is finished. */
public final class DocumentRun {
  private static final Pattern PAGED = Pattern.compile("(?i).*\\.(pdf|tiff?)");
  private static final Duration WAIT = Duration.ofMillis(100);

  private final Documents documents;
  private final ResultFolder results;
  private final DocumentTexts texts;
  private final Progress progress;
  private final OutputNames names = new OutputNames();
  private final Pacer pacer = new Pacer();
  private final Map<String, String> nameOfJob = new HashMap<>();
  private RunReport report = RunReport.EMPTY;

  /** A run that has not begun. */
  public DocumentRun(
      Documents documents, ResultFolder results, DocumentTexts texts, Progress progress) {
    this.documents = documents;
    this.results = results;
    this.texts = texts;
    this.progress = progress;
  }

  /** Reads everything, or what it comes to until it is interrupted. */
  public RunReport read(Sources sources, Interruption interruption) throws IOException {
    for (Sources.Unreadable unreadable : sources.unreadable()) {
      fail(unreadable.name(), unreadable.reason());
    }
    Queue<Source> waiting = new ArrayDeque<>(sources.files());
    while (!interruption.isRequested() && !(waiting.isEmpty() && pacer.isIdle())) {
      while (!waiting.isEmpty() && pacer.hasRoom(size(waiting.element().path()))) {
        submit(waiting.remove());
      }
      for (JobEvent event : documents.poll(WAIT)) {
        take(event);
      }
      progress.update(pacer.donePages(), pacer.donePages() + pacer.openPages() + waiting.size());
    }
    return report;
  }

  private void submit(Source source) throws IOException {
    String name = names.claim(source.name());
    try {
      String jobId = documents.submit(source);
      nameOfJob.put(jobId, name);
      pacer.begin(jobId, size(source.path()));
    } catch (SubmitException e) {
      report = report.plusFailed();
      progress.say(String.valueOf(e.getMessage()));
    }
  }

  private void fail(String name, String reason) {
    report = report.plusFailed();
    progress.say(name + ": " + reason);
  }

  private void take(JobEvent event) throws IOException {
    if (event instanceof JobEvent.Progressed progressed) {
      JobStatus status = progressed.status();
      Integer asked = status.getPagesAsked();
      if (asked != null) {
        pacer.progress(status.getJobId(), asked, status.getPagesRead() + status.getPagesFailed());
      }
    } else if (event instanceof JobEvent.DocumentFinished finished) {
      take(finished.result());
    }
  }

  private void take(DocumentResult result) throws IOException {
    String name = nameOfJob.remove(result.getJobId());
    if (name == null) {
      return;
    }
    pacer.end(result.getJobId(), result.getPagesAsked());
    try {
      results.write(name, texts.of(result));
      report = report.plus(result);
      if (result.getStatus() != DocumentStatus.COMPLETE) {
        progress.say(FailureLine.of(result));
      }
    } catch (PayloadException e) {
      fail(result.getName(), String.valueOf(e.getMessage()));
    }
    documents.release(result);
  }

  /** Length of a file whose pages are to be guessed; 0 for an image, which is one page. */
  private static long size(Path file) {
    try {
      return PAGED.matcher(file.toString()).matches() ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
