package io.scriptorium.producers.cancel;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.producers.job.CancelRequests;
import io.scriptorium.schemas.Topics;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class CancelledJobsTest {
  private final CancelledJobs jobs = new CancelledJobs();

  private void tell(byte[] value) {
    jobs.source()
        .sink()
        .accept(new ConsumerRecord<>(Topics.CANCELLATIONS.name(), 0, 0, new byte[] {1}, value));
  }

  private void cancel(String jobId) {
    ProducerRecord<byte[], byte[]> record = CancelRequests.of(jobId, Instant.EPOCH);
    tell(record.value());
  }

  @Test
  void remembersWhatWasCancelledAndTellsItOnce() {
    cancel("a");
    cancel("b");

    assertThat(jobs.isCancelled("a")).isTrue();
    assertThat(jobs.isCancelled("c")).isFalse();
    assertThat(jobs.next()).contains("a");
    assertThat(jobs.next()).contains("b");
    assertThat(jobs.next()).isEmpty();
    assertThat(jobs.isCancelled("b")).isTrue();
  }

  @Test
  void forgetsTheOldestWhenThereAreTooMany() {
    for (int i = 0; i <= CancelledJobs.MOST; i++) {
      cancel("job-" + i);
    }

    assertThat(jobs.isCancelled("job-0")).isFalse();
    assertThat(jobs.isCancelled("job-1")).isTrue();
    assertThat(jobs.isCancelled("job-" + CancelledJobs.MOST)).isTrue();
  }

  @Test
  void stepsOverWhatIsNoCancellation() {
    tell(new byte[] {1, 2, 3});
    cancel("a");

    assertThat(jobs.isCancelled("a")).isTrue();
  }
}
