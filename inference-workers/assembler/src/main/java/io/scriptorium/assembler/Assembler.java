package io.scriptorium.assembler;

import io.scriptorium.assembler.document.DocumentBinder;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.Groups;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
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
  private final KafkaStreams streams;
  private volatile Optional<Throwable> lastDeath = Optional.empty();

  /** An assembler that is not yet started. */
  public Assembler(AssemblerSettings settings) {
    this.settings = settings;
    DocumentBinder binder =
        new DocumentBinder(
            new PayloadStore(BlobStore.at(settings.blobs())),
            settings.stateFolder().resolve("binding"));
    streams =
        new KafkaStreams(
            AssemblyTopology.of(settings.timing(), binder), StreamsProperties.of(settings));
    ThreadRevival revival = new ThreadRevival();
    streams.setUncaughtExceptionHandler(
        thrown -> {
          lastDeath = Optional.of(thrown);
          return revival.answer(thrown);
        });
  }

  /**
   * Starts assembling in threads of its own and returns at once.
   *
   * @throws IllegalStateException if a topic is missing or the joined ones differ in partitions
   * @throws org.apache.kafka.common.KafkaException if the cluster does not answer
   */
  public void start() {
    JoinedTopics.check(settings);
    streams.start();
    LOG.info("assembler_started bootstrap={}", settings.bootstrapServers());
  }

  /** Whether it has its partitions and works on them. */
  public boolean isRunning() {
    return streams.state() == State.RUNNING;
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
