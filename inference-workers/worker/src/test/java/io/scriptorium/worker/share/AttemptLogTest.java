package io.scriptorium.worker.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.JobSamples;
import io.scriptorium.worker.share.AttemptLog.Attempt;
import java.time.Clock;
import java.time.ZoneOffset;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class AttemptLogTest {
  private static final ConsumerRecord<byte[], byte[]> RECORD = FakeShareConsumer.record(7, 1);

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final AttemptLog mine = log("group");
  private final AttemptLog others = log("group");
  private final AttemptLog strangers = log("another");

  private AttemptLog log(String group) {
    return new AttemptLog(
        group, new ShareResults(producer), Clock.fixed(JobSamples.NOW, ZoneOffset.UTC));
  }

  /** Lets everybody read what was written. */
  private void tellAll() {
    while (producer.completeNext()) {}
    for (ProducerRecord<byte[], byte[]> written : producer.history()) {
      for (AttemptLog log : new AttemptLog[] {mine, others, strangers}) {
        log.source()
            .sink()
            .accept(
                new ConsumerRecord<>(Topics.ATTEMPTS.name(), 0, 0, written.key(), written.value()));
      }
    }
  }

  @Test
  void countsAnAttemptBeforeItMayBeMade() {
    Attempt attempt = mine.begin(RECORD);
    assertThat(attempt.counted()).isNotDone();

    tellAll();

    assertThat(attempt.counted()).isCompleted();
    assertThat(others.deaths(RECORD)).isEqualTo(1);
    assertThat(others.deaths(FakeShareConsumer.record(8, 1))).isZero();
    assertThat(strangers.deaths(RECORD)).isZero();
  }

  @Test
  void countsOnFromWhatOthersLeft() {
    var unused = mine.begin(RECORD);
    tellAll();
    Attempt second = others.begin(RECORD);
    tellAll();
    assertThat(mine.deaths(RECORD)).isEqualTo(2);

    others.survived(second);
    tellAll();
    assertThat(mine.deaths(RECORD)).isEqualTo(1);
  }

  @Test
  void forgetsARecordThatHasAnOutcome() {
    var unused = mine.begin(RECORD);
    tellAll();
    others.ended(RECORD);
    tellAll();

    assertThat(mine.deaths(RECORD)).isZero();
    assertThat(producer.history()).last().extracting(ProducerRecord::value).isNull();
  }

  @Test
  void writesNothingOfARecordThatWasNeverBegun() {
    mine.ended(RECORD);

    assertThat(producer.history()).isEmpty();
  }
}
