package io.scriptorium.worker;

import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.job.PartialTexts;
import io.scriptorium.worker.job.PayloadFetcher;
import io.scriptorium.worker.loop.Clients;
import io.scriptorium.worker.settings.WorkerSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A worker like the real one but for its transactions, which are none: results leave at once, their
 * offsets some seconds later.
 */
public final class LeakyWorker {
  private static final Duration LATE = Duration.ofSeconds(5);

  private LeakyWorker() {}

  /** Starts one. */
  public static Worker start(
      WorkerSettings settings, TaskRunner tasks, PayloadStore payloads, RecordFormat format) {
    Clients sound = KafkaClients.of(settings.kafka(), format);
    Clients leaky =
        new Clients(
            sound.consumer(),
            () -> {
              Map<String, Object> config =
                  new HashMap<>(KafkaClients.producer(settings.kafka(), "leaky"));
              config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
              config.remove(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
              return withoutTransactions(
                  new KafkaProducer<>(config, new ByteArraySerializer(), format.serializer()),
                  sound.consumer());
            },
            sound.tails(),
            format);
    return Worker.start(
        settings,
        new Worker.Parts(
            tasks,
            new PayloadFetcher(payloads, settings.limits().maxPayloadBytes()),
            leaky,
            Clock.systemUTC(),
            Telemetry.none(),
            PartialTexts.NONE));
  }

  @SuppressWarnings("unchecked") // Offsets are offsets.
  private static Producer<byte[], byte[]> withoutTransactions(
      Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    Instant[] committed = {Instant.now()};
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            LeakyWorker.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "initTransactions", "beginTransaction", "abortTransaction" -> {
                  return null;
                }
                case "sendOffsetsToTransaction" -> {
                  offsets.putAll((Map<TopicPartition, OffsetAndMetadata>) arguments[0]);
                  return null;
                }
                case "commitTransaction" -> {
                  producer.flush();
                  if (Instant.now().isAfter(committed[0].plus(LATE))) {
                    committed[0] = Instant.now();
                    offsets.keySet().retainAll(consumer.assignment());
                    consumer.commitSync(offsets);
                    offsets.clear();
                  }
                  return null;
                }
                default -> {
                  try {
                    return method.invoke(producer, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }
              }
            });
  }
}
