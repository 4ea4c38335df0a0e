package io.scriptorium.worker.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A mock producer whose broker refuses long records: to the sender first, then at the commit. */
final class StrictProducer extends MockProducer<byte[], byte[]> {
  private int longest = Integer.MAX_VALUE;
  private boolean refused;

  StrictProducer() {
    super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Refuses values of more bytes. */
  void refuseLongerThan(int bytes) {
    longest = bytes;
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> record, Callback callback) {
    if (record.value() == null || record.value().length <= longest) {
      return super.send(record, callback);
    }
    refused = true;
    RecordTooLargeException refusal = new RecordTooLargeException("refused");
    callback.onCompletion(null, refusal);
    return CompletableFuture.failedFuture(refusal);
  }

  @Override
  public void commitTransaction() {
    if (refused) {
      throw new KafkaException("A record was refused", new RecordTooLargeException("refused"));
    }
    super.commitTransaction();
  }

  @Override
  public void abortTransaction() {
    refused = false;
    super.abortTransaction();
  }
}
