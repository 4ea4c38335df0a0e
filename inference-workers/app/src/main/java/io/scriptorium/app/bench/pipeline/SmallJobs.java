package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.ErrorReporter;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.job.JobOptions;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.producers.job.JobSource;
import io.scriptorium.producers.job.SubmitException;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Topics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * A batch of small image jobs, and what is answered to them: each must have one result with the
 * text of its own payload.
 */
final class SmallJobs implements AutoCloseable {
  private static final AvroCodec<ImageResult> RESULTS = Topics.IMAGE_RESULTS.codec();
  private static final Task TASK = Task.newBuilder().setKind(TaskKind.OCR).build();
  private static final int PAYLOAD_BYTES = 200;
  private static final Duration WAIT = Duration.ofMillis(200);

  private final String name;
  private final int count;
  private final CommittedRecords results;
  private final BitSet answered = new BitSet();
  private long wrong;

  /**
   * A batch that is not submitted yet.
   *
   * @param name unlike that of every other batch
   */
  SmallJobs(Cluster cluster, String name, int count) {
    this.name = name;
    this.count = count;
    results =
        CommittedRecords.of(cluster, CommittedRecords.Start.NOW, List.of(Topics.IMAGE_RESULTS));
  }

  /** Submits all; on return the broker has them. */
  void submit(Cluster cluster, PayloadStore payloads) throws IOException {
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    try (JobProducer producer =
        new JobProducer(
            JobProducer.kafkaProducer(cluster.clientSettings()),
            payloads,
            Clock.systemUTC(),
            PAYLOAD_BYTES)) {
      for (int job = 0; job < count; job++) {
        var unused =
            producer
                .submitImage(
                    new JobSource.Bytes("job.bin", payload(job)),
                    JobOptions.of(TASK).withJobId(name + "-" + job))
                .whenComplete(
                    (id, failure) -> {
                      if (failure != null) {
                        refusal.set(failure);
                      }
                    });
      }
      producer.flush();
    } catch (SubmitException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
    Throwable failure = refusal.get();
    if (failure != null) {
      throw new ActionableException(
          "The broker does not take jobs: " + ErrorReporter.describe(failure), failure);
    }
  }

  private byte[] payload(int job) {
    byte[] payload = new byte[PAYLOAD_BYTES];
    new Random(job).nextBytes(payload);
    return payload;
  }

  /** Looks at the results that are new, waiting a little; answers how many there were. */
  int take() {
    ConsumerRecords<byte[], byte[]> records = results.poll(WAIT);
    records.forEach(record -> take(RESULTS.decode(record.value())));
    return records.count();
  }

  /** Looks whether more results come than there are jobs. */
  void takeRest() {
    while (take() > 0) {
      // Once nothing came for a while, nothing will.
    }
  }

  private void take(ImageResult result) {
    int job = Integer.parseInt(result.getJobId().substring(name.length() + 1));
    boolean right =
        result.getStatus() == ItemStatus.OK
            && result.getText().equals(DigestReader.text(payload(job)));
    if (!right || answered.get(job)) {
      wrong++;
    }
    answered.set(job);
  }

  /** Jobs that have a result. */
  int answered() {
    return answered.cardinality();
  }

  boolean isAnswered() {
    return answered() == count;
  }

  /** Results that repeat another one or are not what the payload asks for. */
  long wrong() {
    return wrong;
  }

  @Override
  public void close() {
    results.close();
  }
}
