package io.scriptorium.worker.partial;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.scriptorium.avro.Box;
import io.scriptorium.avro.PartialText;
import io.scriptorium.engine.task.TextSink;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.PartialTexts;
import io.scriptorium.worker.meter.WorkerMeter;
import io.scriptorium.worker.settings.KafkaAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends text to its topic while it is read, outside of all transactions: a page that is read again
 * is told again, by a later attempt. Whoever reads only puts a piece into a queue, which takes all
 * of them; where the brokers are slower than the model or away, no further job should be begun.
 * Dropped are only pieces that the brokers refuse, and those of a worker that ends before they have
 * them.
 */
public final class PartialTextFeed implements PartialTexts, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartialTextFeed.class);

  /** Pieces that wait before no job is begun any more: about twenty pages of lines. */
  private static final int MANY_WAITING = 1000;

  private static final int BUFFER_BYTES = 4 << 20;

  /** How often it looks whether it is to end. */
  private static final Duration LOOK = Duration.ofMillis(200);

  /** How long what waits at the end may take. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final AvroCodec<PartialText> codec = Topics.PARTIAL_TEXT.codec();
  private final BlockingQueue<PartialText> waiting = new LinkedBlockingQueue<>();
  private final Counter sent;
  private final Counter dropped;
  private final Thread thread = new Thread(this::run, "scriptorium-worker-partial-text");
  private volatile boolean closed;

  /** A feed that takes the producer over. */
  public PartialTextFeed(Producer<byte[], byte[]> producer, MeterRegistry meters) {
    this.producer = producer;
    sent = WorkerMeter.PARTIAL_TEXTS.counter(meters, "outcome", "sent");
    dropped = WorkerMeter.PARTIAL_TEXTS.counter(meters, "outcome", "dropped");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * A feed with a producer of its own.
   *
   * @param format what the values of its records are like
   * @throws KafkaException if Kafka's client cannot be made of the settings
   */
  public static PartialTextFeed open(
      KafkaAccess access, RecordFormat format, MeterRegistry meters) {
    return new PartialTextFeed(
        new KafkaProducer<>(settings(access), new ByteArraySerializer(), format.serializer()),
        meters);
  }

  private static Map<String, Object> settings(KafkaAccess access) {
    Map<String, Object> settings = new HashMap<>(access.properties());
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, access.bootstrapServers());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, access.groupId() + "-partial-text");
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.PARTIAL_TEXT.maxMessageBytes());
    return settings;
  }

  @Override
  public TextSink of(Job job, int attempt) {
    int page = job instanceof Job.Page one ? one.job().getPage() : 0;
    AtomicInteger sequence = new AtomicInteger();
    return piece ->
        offer(
            PartialText.newBuilder()
                .setJobId(job.jobId())
                .setPage(page)
                .setAttempt(attempt)
                .setSequence(sequence.getAndIncrement())
                .setBox(
                    piece
                        .box()
                        .map(box -> new Box(box.x0(), box.y0(), box.x1(), box.y1()))
                        .orElse(null))
                .setText(piece.text())
                .build());
  }

  private void offer(PartialText text) {
    if (closed) {
      dropped.increment();
    } else {
      waiting.add(text);
    }
  }

  @Override
  public boolean hasRoom() {
    return waiting.size() < MANY_WAITING;
  }

  private void run() {
    try {
      while (!closed || !waiting.isEmpty()) {
        PartialText next = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) {
          send(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The callback counts.
  private void send(PartialText text) {
    try {
      producer.send(
          new ProducerRecord<>(
              Topics.PARTIAL_TEXT.name(),
              text.getJobId().getBytes(StandardCharsets.UTF_8),
              codec.encode(text)),
          (written, error) -> (error == null ? sent : dropped).increment());
    } catch (KafkaException e) {
      dropped.increment();
      LOG.debug("partial_text_dropped jobId={} cause={}", text.getJobId(), e.toString());
    }
  }

  /** Sends what still waits, for some seconds, and drops the rest. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(CLOSE_WAIT.toMillis());
      thread.interrupt();
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    dropped.increment(waiting.size());
    producer.close(CLOSE_WAIT);
  }
}
