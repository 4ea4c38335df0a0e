package io.scriptorium.worker.job;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The records that end a job for everybody who waits for it, or end this try.
 *
 * @param kind how it ended
 * @param records the result where there is a job, the dead letter where it failed, the retry where
 *     it is postponed
 */
public record Ending(Kind kind, List<ProducerRecord<byte[], byte[]>> records) {
  /** How a job ended. */
  public enum Kind {
    DONE,
    FAILED,
    CANCELLED,
    DUPLICATE,
    FORWARDED,
    POSTPONED
  }

  public Ending {
    records = List.copyOf(records);
  }

  /** The same with one record more. */
  Ending with(ProducerRecord<byte[], byte[]> further) {
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(records);
    all.add(further);
    return new Ending(kind, all);
  }
}
