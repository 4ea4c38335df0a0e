package io.scriptorium.worker.share;

import io.scriptorium.avro.Attempts;
import io.scriptorium.producers.tail.TailSource;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Decoded;
import io.scriptorium.schemas.Topic.Cleanup;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.share.ShareResults.Written;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.NullUnmarked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often records were begun by workers that never said what became of them, since they died. The
 * broker's count of deliveries does not tell: Kafka 4.3 counts the members that left in good order,
 * too, and later ones take back the delivery of every member whose connection broke, so that a
 * record over which each worker dies would come back for ever. Safe for use by several threads.
 */
final class AttemptLog {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptLog.class);

  private final AvroCodec<Attempts> codec = Topics.ATTEMPTS.codec();
  private final Map<String, Integer> begun = new ConcurrentHashMap<>();
  private final String group;
  private final ShareResults log;
  private final Clock clock;

  /**
   * Knows of no attempts before it is told.
   *
   * @param group whose attempts they are
   * @param log where they are written
   */
  AttemptLog(String group, ShareResults log, Clock clock) {
    this.group = group;
    this.log = log;
    this.clock = clock;
  }

  /** Where attempts are told, those of all workers: as far back as they are kept. */
  TailSource source() {
    return new TailSource(
        Topics.ATTEMPTS,
        new TailSource.Start.NotOlderThan(
            ((Cleanup.CompactAndDelete) Topics.ATTEMPTS.cleanup()).retention()),
        this::note);
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (!key.startsWith(group + "/")) {
      return;
    }
    if (record.value() == null) {
      begun.remove(key);
    } else if (codec.tryDecode(record.value()) instanceof Decoded.Ok<Attempts> attempts) {
      begun.put(key, attempts.value().getBegun());
    } else {
      LOG.warn("No attempts partition={} offset={}", record.partition(), record.offset());
    }
  }

  /** Workers that died over a record that nobody is at now. */
  int deaths(ConsumerRecord<byte[], byte[]> record) {
    return begun.getOrDefault(key(record), 0);
  }

  /** Counts another attempt, durably before it is made. */
  Attempt begin(ConsumerRecord<byte[], byte[]> record) {
    int before = deaths(record);
    return new Attempt(key(record), before, put(key(record), before + 1));
  }

  /**
   * An attempt that is counted.
   *
   * @param key of its record
   * @param before attempts before it
   * @param counted completes when it may be made
   */
  record Attempt(String key, int before, CompletableFuture<Written> counted) {}

  /** The worker has survived an attempt, and the record goes to another one. */
  void survived(Attempt attempt) {
    var unused =
        attempt.before() == 0 ? forget(attempt.key()) : put(attempt.key(), attempt.before());
  }

  /** A record has an outcome. */
  void ended(ConsumerRecord<byte[], byte[]> record) {
    if (begun.containsKey(key(record))) {
      var unused = forget(key(record));
    }
  }

  private CompletableFuture<Written> put(String key, int attempts) {
    begun.put(key, attempts);
    Attempts value = Attempts.newBuilder().setBegun(attempts).setBegunAt(clock.instant()).build();
    return write(key, Optional.of(codec.encode(value)));
  }

  private CompletableFuture<Written> forget(String key) {
    begun.remove(key);
    return write(key, Optional.empty());
  }

  @NullUnmarked
  private CompletableFuture<Written> write(String key, Optional<byte[]> value) {
    return log.write(
        new ProducerRecord<>(
            Topics.ATTEMPTS.name(), key.getBytes(StandardCharsets.UTF_8), value.orElse(null)));
  }

  private String key(ConsumerRecord<byte[], byte[]> record) {
    return "%s/%s-%d@%d".formatted(group, record.topic(), record.partition(), record.offset());
  }
}
