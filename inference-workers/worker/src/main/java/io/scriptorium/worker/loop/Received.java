package io.scriptorium.worker.loop;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A record and the assignment under which it came.
 *
 * @param record as the broker gave it
 * @param epoch number of its partition's assignment; what comes of it counts only while that lasts
 */
record Received(ConsumerRecord<byte[], byte[]> record, long epoch) {
  TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }
}
