package io.scriptorium.producers.job;

import io.scriptorium.avro.Cancellation;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that ask for jobs to be given up. */
public final class CancelRequests {
  private static final AvroCodec<Cancellation> CODEC = Topics.CANCELLATIONS.codec();

  private CancelRequests() {}

  /** Asks for a job and all of its pages to be given up, whether it has come yet or not. */
  public static ProducerRecord<byte[], byte[]> of(String jobId, Instant now) {
    Cancellation request = Cancellation.newBuilder().setJobId(jobId).setRequestedAt(now).build();
    return new ProducerRecord<>(
        Topics.CANCELLATIONS.name(), jobId.getBytes(StandardCharsets.UTF_8), CODEC.encode(request));
  }
}
