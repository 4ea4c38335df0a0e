package io.scriptorium.app.pipeline;

import io.scriptorium.app.cluster.JobEvent;
import io.scriptorium.app.source.Source;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.producers.job.SubmitException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A way for documents through a pipeline, wherever that is. Owned by one thread. */
public interface Documents extends AutoCloseable {
  /**
   * Hands a document in.
   *
   * @return the job's id
   * @throws SubmitException if the file cannot be read or is too long
   * @throws IOException if its bytes cannot be stored
   */
  String submit(Source source) throws SubmitException, IOException;

  /** What is new, waiting for it if need be. */
  List<JobEvent> poll(Duration wait) throws IOException;

  /** A document's results were taken; nothing of it is needed any more. */
  void release(DocumentResult result) throws IOException;

  @Override
  void close();
}
