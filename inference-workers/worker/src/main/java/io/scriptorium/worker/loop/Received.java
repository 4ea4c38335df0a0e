package io.scriptorium.worker.loop;

import io.scriptorium.worker.job.Origin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A record and the assignment under which it came.
 *
 * @param record as the broker gave it
 * @param origin the job's own record, which another one may carry
 * @param epoch number of its partition's assignment; what comes of it counts only while that lasts
 * @param attempts how often it was begun before
 */
record Received(
    ConsumerRecord<byte[], byte[]> record, Origin origin, long epoch, Attempts attempts) {

  /**
   * How often a record was begun.
   *
   * @param counted as committed, by whomever
   * @param own those of them by this process, which evidently did not die of it
   */
  record Attempts(int counted, int own) {
    /** Processes that began the record and did not come back to say what became of it. */
    int deaths() {
      return counted - own;
    }
  }

  /** Tries that were begun before, here, elsewhere and in earlier lanes. */
  int earlierTries() {
    return origin.attempts() + attempts.counted();
  }

  TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }
}
