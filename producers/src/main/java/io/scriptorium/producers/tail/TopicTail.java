package io.scriptorium.producers.tail;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows topics on a thread of its own: committed records from the recent past to the present and
 * on. When the cluster fails it, it begins anew.
 */
public final class TopicTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
  private static final Duration WAIT = Duration.ofMillis(500);

  /** While somebody waits for the reader to get somewhere. */
  private static final Duration GOAL_WAIT = Duration.ofMillis(20);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final TailClients clients;
  private final Map<String, TailSource> sources;
  private final Clock clock;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Queue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();
  private volatile Optional<KafkaException> refusal = Optional.empty();
  private volatile Optional<Consumer<byte[], byte[]>> polling = Optional.empty();

  private TopicTail(TailClients clients, List<TailSource> sources, Clock clock, String name) {
    this.clients = clients;
    this.sources =
        sources.stream()
            .collect(Collectors.toMap(source -> source.topic().name(), Function.identity()));
    this.clock = clock;
    thread = new Thread(this::run, "scriptorium-" + name);
    thread.setDaemon(true);
  }

  /**
   * Starts to follow topics, if there are any.
   *
   * @param name of its thread
   */
  public static TopicTail start(
      TailClients clients, List<TailSource> sources, Clock clock, String name) {
    TopicTail tail = new TopicTail(clients, sources, clock, name);
    if (!sources.isEmpty()) {
      tail.thread.start();
    }
    return tail;
  }

  /**
   * Completes once everything has been read that was on the topics, decided or not, at some time
   * after this call; not as long as the cluster does not answer.
   */
  public CompletableFuture<Void> reachNow() {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    asked.add(reached);
    polling.ifPresent(Consumer::wakeup);
    return reached;
  }

  /** Why it has stopped: the cluster does not let these topics be read. */
  public Optional<KafkaException> refusal() {
    return refusal;
  }

  private record Goal(Map<TopicPartition, Long> ends, CompletableFuture<Void> reached) {}

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (closing.getCount() > 0) {
      List<Goal> goals = new ArrayList<>();
      try (Consumer<byte[], byte[]> reader = clients.committed();
          Consumer<byte[], byte[]> ends = clients.uncommitted()) {
        polling = Optional.of(reader);
        List<TopicPartition> partitions = open(reader);
        ends.assign(partitions);
        while (closing.getCount() > 0) {
          turn(reader, ends, partitions, goals);
          pause = FIRST_PAUSE;
        }
      } catch (WakeupException e) {
        LOG.trace("Woken up before there was anything to read");
        continue;
      } catch (InterruptException e) {
        return;
      } catch (KafkaException e) {
        if (isRefusal(e)) {
          refusal = Optional.of(e);
          return;
        }
        LOG.warn("Following begins anew topics={} cause={}", sources.keySet(), e.toString());
      } finally {
        polling = Optional.empty();
        goals.forEach(goal -> asked.add(goal.reached()));
      }
      pause = pause(pause);
    }
  }

  private void turn(
      Consumer<byte[], byte[]> reader,
      Consumer<byte[], byte[]> ends,
      List<TopicPartition> partitions,
      List<Goal> goals) {
    try {
      for (var next = asked.peek(); next != null; next = asked.peek()) {
        goals.add(new Goal(ends.endOffsets(partitions), next));
        asked.remove();
      }
      goals.removeIf(goal -> isReached(reader, goal));
      for (ConsumerRecord<byte[], byte[]> record :
          reader.poll(goals.isEmpty() ? WAIT : GOAL_WAIT)) {
        TailSource source = sources.get(record.topic());
        if (source != null) {
          source.sink().accept(record);
        }
      }
    } catch (WakeupException e) {
      LOG.trace("Woken up to look how far the topics go, or to end");
    }
  }

  private static boolean isReached(Consumer<byte[], byte[]> reader, Goal goal) {
    boolean isReached =
        goal.ends().entrySet().stream()
            .allMatch(end -> reader.position(end.getKey()) >= end.getValue());
    if (isReached) {
      goal.reached().complete(null);
    }
    return isReached;
  }

  /** Assigns all partitions, each from where it is to be read. */
  private List<TopicPartition> open(Consumer<byte[], byte[]> reader) {
    Map<TopicPartition, TailSource> partitions = new HashMap<>();
    for (TailSource source : sources.values()) {
      List<PartitionInfo> found = reader.partitionsFor(source.topic().name());
      if (found == null || found.isEmpty()) {
        throw new KafkaException(
            "The cluster has no topic %s; 'scriptorium topics' creates all of them"
                .formatted(source.topic().name()));
      }
      found.forEach(
          partition ->
              partitions.put(new TopicPartition(partition.topic(), partition.partition()), source));
    }
    List<TopicPartition> all = List.copyOf(partitions.keySet());
    reader.assign(all);
    Map<TopicPartition, Long> beginnings = reader.beginningOffsets(all);
    Map<TopicPartition, Long> ends = reader.endOffsets(all);
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(
        (partition, source) -> {
          if (source.start() instanceof TailSource.Start.Latest latest) {
            long begin = ends.getOrDefault(partition, 0L) - latest.records();
            reader.seek(partition, Math.max(beginnings.getOrDefault(partition, 0L), begin));
          } else if (source.start() instanceof TailSource.Start.NotOlderThan young) {
            times.put(partition, clock.instant().minus(young.age()).toEpochMilli());
          }
        });
    Map<TopicPartition, OffsetAndTimestamp> found = reader.offsetsForTimes(times);
    for (TopicPartition partition : times.keySet()) {
      OffsetAndTimestamp first = found.get(partition);
      reader.seek(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
    }
    return all;
  }

  /** Whether a cluster that failed so will do so again: access is denied, brokers are too old. */
  public static boolean isRefusal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidConfigurationException) {
        return true;
      }
    }
    return false;
  }

  /** Waits before it begins anew, and says how long to wait the next time. */
  private Duration pause(Duration length) {
    try {
      if (closing.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
        return length;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
    Duration doubled = length.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  @Override
  public void close() {
    closing.countDown();
    polling.ifPresent(Consumer::wakeup);
    try {
      thread.join(WAIT.multipliedBy(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
