package io.scriptorium.worker.job;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.ModelVersion;
import io.scriptorium.avro.TokenCounts;
import io.scriptorium.engine.task.TaskOutcome;
import java.time.Instant;
import java.util.List;

/** Results of image jobs. */
final class ImageResults {
  private ImageResults() {}

  static ImageResult done(ImageJob job, Answer.Done answer, ModelVersion model, Instant now) {
    TaskOutcome.Done outcome = answer.outcome();
    ImageResult.Builder result =
        ImageResult.newBuilder()
            .setJobId(job.getJobId())
            .setName(job.getName())
            .setStatus(ItemStatus.OK)
            .setReasoning(outcome.reasoning().orElse(null))
            .setEmbedding(Embeddings.vector(outcome).orElse(null))
            .setLabels(Embeddings.labels(outcome))
            .setText(outcome.text().text())
            .setRegions(Regions.of(outcome.text(), job.getTask().getKind()))
            .setWidth(outcome.width())
            .setHeight(outcome.height())
            .setModel(model)
            .setTokens(Usage.tokens(outcome.usage()))
            .setTimings(Usage.timings(answer.effort(), outcome.usage()))
            .setAttempts(answer.effort().attempts())
            .setFinishedAt(now)
            .setAttributes(job.getAttributes());
    outcome.confidence().ifPresent(confidence -> result.setConfidence((float) confidence));
    return result.build();
  }

  /** What was answered to another job, at no cost. */
  static ImageResult recalled(ImageJob job, ImageResult known, Instant now) {
    return ImageResult.newBuilder(known)
        .setJobId(job.getJobId())
        .setName(job.getName())
        .setAttributes(job.getAttributes())
        .setSameAs(known.getSameAs() == null ? known.getJobId() : known.getSameAs())
        .setTokens(new TokenCounts(0, 0, 0))
        .setTimings(Usage.timings(Answer.Effort.LOOKED_AT))
        .setAttempts(1)
        .setFinishedAt(now)
        .build();
  }

  static ImageResult unread(ImageJob job, Unread why, Instant now) {
    return ImageResult.newBuilder()
        .setJobId(job.getJobId())
        .setName(job.getName())
        .setStatus(why.status())
        .setFailure(why.failure())
        .setSameAs(why.sameAs())
        .setText("")
        .setRegions(List.of())
        .setWidth(0)
        .setHeight(0)
        .setTokens(new TokenCounts(0, 0, 0))
        .setTimings(Usage.timings(why.effort()))
        .setAttempts(why.effort().attempts())
        .setFinishedAt(now)
        .setAttributes(job.getAttributes())
        .build();
  }

  /** The same without the reasoning and the regions. */
  static ImageResult withoutRegions(ImageResult whole, int bytes) {
    return ImageResult.newBuilder(whole)
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
