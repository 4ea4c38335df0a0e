package io.scriptorium.app.cluster;

import io.scriptorium.avro.DocumentJob;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.PartialText;

/** Something that became of a job. */
public sealed interface JobEvent {
  /** Which job. */
  String jobId();

  /** A document is finished. */
  record DocumentFinished(DocumentResult result) implements JobEvent {
    @Override
    public String jobId() {
      return result.getJobId();
    }
  }

  /** An image is finished. */
  record ImageFinished(ImageResult result) implements JobEvent {
    @Override
    public String jobId() {
      return result.getJobId();
    }
  }

  /** Some text of a page or image was read; there is more to come. */
  record PartlyRead(PartialText text) implements JobEvent {
    @Override
    public String jobId() {
      return text.getJobId();
    }
  }

  /** A document's pages go on. */
  record Progressed(JobStatus status) implements JobEvent {
    @Override
    public String jobId() {
      return status.getJobId();
    }
  }

  /** A document was handed in. */
  record DocumentQueued(DocumentJob job) implements JobEvent {
    @Override
    public String jobId() {
      return job.getJobId();
    }
  }

  /** A page waits for a worker. */
  record PageQueued(PageJob job) implements JobEvent {
    @Override
    public String jobId() {
      return job.getJobId();
    }
  }

  /** A page was read, or not. */
  record PageFinished(PageResult result) implements JobEvent {
    @Override
    public String jobId() {
      return result.getJobId();
    }
  }
}
