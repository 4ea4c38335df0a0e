package io.scriptorium.worker.job;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.ModelVersion;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.TokenCounts;
import io.scriptorium.engine.task.TaskOutcome;
import java.time.Instant;
import java.util.List;

/** Results of page jobs. */
final class PageResults {
  private PageResults() {}

  static PageResult done(PageJob job, Answer.Done answer, ModelVersion model, Instant now) {
    TaskOutcome.Done outcome = answer.outcome();
    return PageResult.newBuilder()
        .setJobId(job.getJobId())
        .setPage(job.getPage())
        .setStatus(ItemStatus.OK)
        .setReasoning(outcome.reasoning().orElse(null))
        .setEmbedding(Embeddings.vector(outcome).orElse(null))
        .setLabels(Embeddings.labels(outcome))
        .setText(outcome.text().text())
        .setMarkdown(outcome.text().markdown())
        .setRegions(Regions.of(outcome.text(), job.getTask().getKind()))
        .setWidth(outcome.width())
        .setHeight(outcome.height())
        .setModel(model)
        .setTokens(Usage.tokens(outcome.usage()))
        .setTimings(Usage.timings(answer.effort(), outcome.usage()))
        .setAttempts(answer.effort().attempts())
        .setFinishedAt(now)
        .build();
  }

  /** What was answered to another job, at no cost. */
  static PageResult recalled(PageJob job, PageResult known, Instant now) {
    return PageResult.newBuilder(known)
        .setJobId(job.getJobId())
        .setPage(job.getPage())
        .setSameAs(known.getSameAs() == null ? known.getJobId() : known.getSameAs())
        .setTokens(new TokenCounts(0, 0, 0))
        .setTimings(Usage.timings(Answer.Effort.LOOKED_AT))
        .setAttempts(1)
        .setFinishedAt(now)
        .build();
  }

  static PageResult unread(PageJob job, Unread why, Instant now) {
    return PageResult.newBuilder()
        .setJobId(job.getJobId())
        .setPage(job.getPage())
        .setStatus(why.status())
        .setFailure(why.failure())
        .setSameAs(why.sameAs())
        .setText("")
        .setMarkdown("")
        .setRegions(List.of())
        .setWidth(0)
        .setHeight(0)
        .setTokens(new TokenCounts(0, 0, 0))
        .setTimings(Usage.timings(why.effort()))
        .setAttempts(why.effort().attempts())
        .setFinishedAt(now)
        .build();
  }

  /** The same without the reasoning and the regions, which are most of a dense page's record. */
  static PageResult withoutRegions(PageResult whole, int bytes) {
    return PageResult.newBuilder(whole)
        .setStatus(ItemStatus.FALLBACK)
        .setFailure(
            new Failure(
                FailureReason.RECORD_TOO_LARGE,
                "Regions and reasoning were left out of a result of %,d bytes".formatted(bytes)))
        .setRegions(List.of())
        .setReasoning(null)
        .build();
  }
}
