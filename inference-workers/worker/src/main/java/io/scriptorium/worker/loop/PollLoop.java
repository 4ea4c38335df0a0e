package io.scriptorium.worker.loop;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.scriptorium.schemas.RetryLane;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.job.JobReader;
import io.scriptorium.worker.job.JobReader.Reading;
import io.scriptorium.worker.job.Origin;
import io.scriptorium.worker.loop.LoopVitals.Membership;
import io.scriptorium.worker.meter.WorkerMeter;
import io.scriptorium.worker.offsets.PartitionOffsets;
import io.scriptorium.worker.settings.Pace;
import io.scriptorium.worker.settings.WorkerSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn after the other: poll, start what there is room for, commit what is finished. Exactly
 * once: results, dead letters and offsets leave in one transaction.
 */
public final class PollLoop implements WorkLoop {
  private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);

  /** Longest wait for records while jobs may finish in the meantime. */
  private static final Duration BUSY_WAIT = Duration.ofMillis(20);

  /** Until a record is looked at again whose schema a registry did not tell. */
  private static final Duration UNDECIDED_PAUSE = Duration.ofSeconds(2);

  private static final Duration RECOVERY_PAUSE = Duration.ofMillis(500);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final Consumer<byte[], byte[]> consumer;
  private final Pace pace;
  private final Clock clock;
  private final List<RetryLane> lanes;
  private final Assignments assignments = new Assignments();
  private final NotDue notDue = new NotDue();
  private final JobReader reader;
  private final KeyedJobs keys;
  private final Intake intake;
  private final Outbox outbox;
  private final TransactionalOutput output;
  private final Delivery delivery;
  private final DeliveryMeters meters;
  private final LagWatch lag;
  private final KafkaClientMetrics consumerMetrics;
  private volatile LoopVitals vitals = LoopVitals.NONE;
  private Instant nextCommit;
  private Instant nextRecovery;
  private Commit last = new Commit.Nothing();
  private Intaking intaking = Intaking.OPEN;
  private Standing standing = Standing.LOST;

  /** Whether new jobs are begun. */
  private enum Intaking {
    OPEN,
    STOPPED
  }

  /** Whether what is in memory agrees with what is committed. */
  private enum Standing {
    SOUND,
    LOST
  }

  /**
   * A loop that has not joined its group yet.
   *
   * @param telemetry where it tells of itself
   */
  public PollLoop(
      Clients clients, Jobs jobs, WorkerSettings settings, Clock clock, Telemetry telemetry) {
    this.consumer = clients.consumer();
    this.pace = settings.pace();
    this.clock = clock;
    outbox = new Outbox(settings.limits().maxInFlightBytes());
    lanes = settings.retries().lanes();
    meters = new DeliveryMeters(telemetry.meters());
    keys =
        new KeyedJobs(
            jobs.known().claims(), topic -> Math.max(1, consumer.partitionsFor(topic).size()));
    WorkerMeter.REMEMBERED_KEYS.gauge(telemetry.meters(), jobs.known().claims()::size);
    intake = new Intake(jobs, outbox, keys, settings, new Intake.Told(telemetry.traces(), meters));
    reader = jobs.reader();
    output = new TransactionalOutput(clients.producers(), telemetry.meters());
    lag = new LagWatch(consumer, meters, clock);
    consumerMetrics = new KafkaClientMetrics(consumer, Tags.of("client", "consumer"));
    consumerMetrics.bindTo(telemetry.meters());
    delivery =
        new Delivery(
            new Delivery.Parts(assignments, intake, outbox, output, clock),
            telemetry.traces(),
            meters);
    nextCommit = clock.instant();
    nextRecovery = clock.instant();
  }

  @Override
  public void subscribe() {
    List<String> topics = new ArrayList<>();
    topics.addAll(Topics.PAGE_LANES.names());
    topics.addAll(Topics.IMAGE_LANES.names());
    lanes.forEach(lane -> topics.add(lane.topic().name()));
    consumer.subscribe(topics, new Rebalances());
  }

  @Override
  public void once() {
    try {
      if (standing == Standing.LOST && !clock.instant().isBefore(nextRecovery)) {
        recover();
      }
      ConsumerRecords<byte[], byte[]> records = poll();
      if (standing == Standing.SOUND) {
        take(records);
        intake.cancel();
        delivery.collect();
        dispatch();
        commitWhenDue();
      }
      applyBackPressure();
    } catch (KafkaException e) {
      lose(e);
    }
    lag.look(notDue.partitions(clock.instant()));
    publish();
  }

  private void publish() {
    delivery.publish();
    boolean isMember = consumer.groupMetadata().generationId() >= 0;
    vitals =
        new LoopVitals(
            intaking == Intaking.STOPPED
                ? Membership.DRAINING
                : isMember && standing == Standing.SOUND ? Membership.WORKING : Membership.JOINING,
            Optional.of(clock.instant()));
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    if (isHeld() || intake.hasWaiting()) {
      // A poll that waits while records of paused partitions lie ready spins until its time is
      // over; and it is not told of finished work, which may make room for more.
      outbox.awaitArrival(BUSY_WAIT);
      return consumer.poll(Duration.ZERO);
    }
    boolean idle = intake.running() == 0 && outbox.isEmpty();
    return consumer.poll(idle ? pace.tick() : BUSY_WAIT);
  }

  /** Whether no partition may give records now. */
  private boolean isHeld() {
    return standing == Standing.LOST || intaking == Intaking.STOPPED || outbox.isFull();
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(records.nextOffsets());
    for (TopicPartition partition : records.partitions()) {
      if (!take(records.records(partition))) {
        next.remove(partition);
      }
    }
    next.forEach((partition, offset) -> assignments.readUpTo(partition, offset.offset()));
  }

  /** Takes records up to the first that is not due, to which it will come back. */
  private boolean take(List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Origin origin = Origin.of(record, lanes);
      Instant now = clock.instant();
      Instant dueAt = dueAt(origin, now);
      if (dueAt.isAfter(now)) {
        comeBack(record, dueAt);
        return false;
      }
      Reading reading = reader.read(origin.record());
      if (reading instanceof Reading.Valid valid && keys.waits(valid.job())) {
        comeBack(record, now.plus(BUSY_WAIT));
        return false;
      }
      assignments.take(record, origin).ifPresent(received -> intake.add(received, reading));
    }
    return true;
  }

  private void comeBack(ConsumerRecord<byte[], byte[]> record, Instant when) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    consumer.seek(partition, record.offset());
    notDue.hold(partition, when);
  }

  /** A record that nobody can decode now waits, and with it those behind it. */
  private Instant dueAt(Origin origin, Instant now) {
    if (reader.isDecidable(origin.record())) {
      return origin.dueAt();
    }
    meters.undecided();
    return now.plus(UNDECIDED_PAUSE);
  }

  private void dispatch() {
    if (intaking == Intaking.OPEN) {
      intake.dispatch();
    }
  }

  /**
   * A tick after the last transaction, so that an answer after a quiet time leaves at once, and
   * earlier where jobs could start if only their attempts were counted.
   */
  private void commitWhenDue() {
    Instant now = clock.instant();
    boolean early = !(last instanceof Commit.Aborted) && intake.waitsForCount();
    if (early || !now.isBefore(nextCommit)) {
      commit(Set.of());
      if (!(last instanceof Commit.Nothing)) {
        nextCommit = now.plus(pace.tick());
      }
      dispatch();
    }
  }

  private void commit(Collection<TopicPartition> leaving) {
    last = delivery.commit(consumer.groupMetadata(), leaving);
    if (last instanceof Commit.Unknown unknown) {
      lose(unknown.cause());
    }
  }

  private void applyBackPressure() {
    Set<TopicPartition> held = new HashSet<>(assignments.full());
    held.addAll(notDue.partitions(clock.instant()));
    held.retainAll(consumer.assignment());
    for (TopicPartition partition : consumer.assignment()) {
      if (isHeld() || intake.isFull(partition.topic())) {
        held.add(partition);
      }
    }
    Set<TopicPartition> paused = consumer.paused();
    Set<TopicPartition> resumed = new HashSet<>(paused);
    resumed.removeAll(held);
    Set<TopicPartition> stopped = new HashSet<>(held);
    stopped.removeAll(paused);
    if (!resumed.isEmpty()) {
      consumer.resume(resumed);
    }
    if (!stopped.isEmpty()) {
      consumer.pause(stopped);
    }
  }

  /** Gives up what is in memory; the next turns go back to what is committed. */
  private void lose(KafkaException cause) {
    UnusableClusterException.throwIfPermanent(cause, Role.WORKER);
    LOG.warn("Going back to what is committed cause={}", cause.toString());
    delivery.drop(assignments.partitions());
    standing = Standing.LOST;
    nextRecovery = clock.instant().plus(RECOVERY_PAUSE);
  }

  /** Decides the last transaction by opening a new producer and reads on from what it left. */
  private void recover() {
    output.reopen();
    Set<TopicPartition> partitions = consumer.assignment();
    delivery.drop(partitions);
    load(partitions);
    standing = Standing.SOUND;
  }

  private void load(Collection<TopicPartition> partitions) {
    // Open transactions of these partitions are decided when this returns, and so are their claims.
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
    keys.restore();
    notDue.drop(partitions);
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = committed.get(partition);
      if (offset == null) {
        consumer.seekToBeginning(List.of(partition));
        assignments.assign(partition, PartitionOffsets.startingAt(consumer.position(partition)));
      } else {
        consumer.seek(partition, offset.offset());
        assignments.assign(partition, PartitionOffsets.resume(offset));
      }
    }
  }

  /**
   * Lets jobs under way finish whose partitions go to somebody else, who would have to do them
   * again; for a while, in which jobs of other partitions go on, too.
   */
  private void handOver(Set<TopicPartition> leaving) {
    intake.dropWaiting(received -> leaving.contains(received.partition()));
    Instant end = clock.instant().plus(pace.handover());
    delivery.collect();
    while (standing == Standing.SOUND
        && intake.isUnderWay(leaving)
        && clock.instant().isBefore(end)) {
      outbox.awaitArrival(BUSY_WAIT);
      delivery.collect();
      dispatch();
      commitWhenDue();
      publish();
    }
  }

  @Override
  public void stopIntake() {
    intaking = Intaking.STOPPED;
    intake.dropWaiting(received -> true);
  }

  @Override
  public boolean isIdle() {
    return intake.running() == 0 && outbox.isEmpty();
  }

  @Override
  public LoopVitals vitals() {
    return vitals;
  }

  @Override
  public WorkerStats stats() {
    return delivery.stats();
  }

  /** Commits what is finished, stops what is not, leaves the group. */
  @Override
  public void close() {
    try {
      if (standing == Standing.SOUND) {
        delivery.collect();
        commit(assignments.partitions());
      }
      delivery.drop(assignments.partitions());
      consumer.close(CloseOptions.timeout(CLOSE_WAIT));
    } catch (KafkaException e) {
      LOG.warn("The worker did not leave cleanly cause={}", e.toString());
    } finally {
      output.close();
      consumerMetrics.close();
    }
    delivery.publish();
  }

  private final class Rebalances implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LOG.info("Partitions assigned partitions={}", new PartitionRanges(partitions));
      if (standing == Standing.SOUND) {
        load(partitions);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      LOG.info("Partitions revoked partitions={}", new PartitionRanges(partitions));
      Set<TopicPartition> leaving = Set.copyOf(partitions);
      handOver(leaving);
      if (standing == Standing.SOUND) {
        commit(leaving);
      }
      delivery.drop(leaving);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      LOG.warn("Partitions lost partitions={}", new PartitionRanges(partitions));
      delivery.drop(Set.copyOf(partitions));
    }
  }
}
