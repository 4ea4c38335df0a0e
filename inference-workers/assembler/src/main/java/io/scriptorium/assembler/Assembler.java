package io.scriptorium.assembler;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.scriptorium.assembler.document.DocumentBinder;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.Groups;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.Telemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The assembler: reads manifests and page results, writes document results and the jobs' progress,
 * each record exactly once. Several processes share the partitions. The topics must exist.
 */
public final class Assembler implements AutoCloseable {
  /** Identity of all assemblers of one cluster: their group, their state and their transactions. */
  public static final String APPLICATION_ID = Groups.ASSEMBLER;

  /** How long {@link #close()} may take. */
  public static final Duration DRAIN = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Assembler.class);

  private final AssemblerSettings settings;
  private final DocumentBinder binder;
  private final KafkaStreams streams;
  private final KafkaStreamsMetrics metrics;
  private volatile Optional<Throwable> lastDeath = Optional.empty();

  /**
   * An assembler that is not yet started.
   *
   * @param payloads where long texts of documents go
   */
  public Assembler(AssemblerSettings settings, PayloadStore payloads) {
    this(settings, payloads, Telemetry.none());
  }

  /**
   * An assembler that tells of itself and is not yet started.
   *
   * @param payloads where long texts of documents go
   * @param telemetry its meters are those of {@link AssemblerMeter} and of Kafka Streams
   */
  public Assembler(AssemblerSettings settings, PayloadStore payloads, Telemetry telemetry) {
    this(settings, payloads, telemetry, RecordFormat.SINGLE_OBJECT);
  }

  /** The same for records of a format. */
  public Assembler(
      AssemblerSettings settings, PayloadStore payloads, Telemetry telemetry, RecordFormat format) {
    this.settings = settings;
    binder = new DocumentBinder(payloads, settings.stateFolder().resolve("binding"));
    streams =
        new KafkaStreams(
            AssemblyTopology.of(settings.timing(), binder, telemetry, format),
            StreamsProperties.of(settings));
    metrics = new KafkaStreamsMetrics(streams);
    metrics.bindTo(telemetry.meters());
    ThreadRevival revival = new ThreadRevival();
    streams.setUncaughtExceptionHandler(
        thrown -> {
          Throwable cause =
              UnusableClusterException.of(thrown, Role.ASSEMBLER)
                  .map(Throwable.class::cast)
                  .orElse(thrown);
          lastDeath = Optional.of(cause);
          return revival.answer(cause);
        });
  }

  /**
   * Starts assembling in threads of its own and returns at once.
   *
   * @throws IllegalStateException if a topic is missing, the joined ones differ in partitions, or
   *     the state folder cannot be used
   * @throws org.apache.kafka.common.KafkaException if the cluster does not answer
   */
  public void start() {
    JoinedTopics.check(settings);
    try {
      binder.sweep();
    } catch (IOException e) {
      throw new IllegalStateException("The state folder cannot be used: " + e, e);
    }
    streams.start();
    LOG.info("assembler_started bootstrap={}", settings.bootstrapServers());
  }

  /** Whether it has its partitions and works on them. */
  public boolean isRunning() {
    return streams.state() == State.RUNNING;
  }

  /**
   * Time since the stream thread that has not polled for longest did so: a thread that is stuck in
   * a document polls no more. Empty before the first poll.
   */
  public Optional<Duration> sincePoll() {
    return streams.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("last-poll-seconds-ago"))
        .filter(metric -> isMainConsumer(metric.metricName().tags().get("client-id")))
        .map(metric -> ((Number) metric.metricValue()).longValue())
        .filter(seconds -> seconds >= 0)
        .max(Comparator.naturalOrder())
        .map(Duration::ofSeconds);
  }

  /** Others poll only while they restore something. */
  private static boolean isMainConsumer(@Nullable String clientId) {
    return clientId != null
        && clientId.endsWith("-consumer")
        && !clientId.endsWith("-restore-consumer");
  }

  /** Why it has given up; empty while it works or tries to. */
  public Optional<Throwable> failure() {
    return streams.state() == State.ERROR || streams.state() == State.PENDING_ERROR
        ? lastDeath
        : Optional.empty();
  }

  /**
   * Finishes the records at hand, commits and leaves the group.
   *
   * @param drain longest time to wait for that
   * @return whether it was done in time
   */
  public boolean close(Duration drain) {
    metrics.close();
    boolean isClosed =
        streams.close(
            CloseOptions.timeout(drain)
                .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    LOG.info("assembler_stopped drained={}", isClosed);
    return isClosed;
  }

  /** The same with {@link #DRAIN} as the longest time. */
  @Override
  public void close() {
    close(DRAIN);
  }
}
