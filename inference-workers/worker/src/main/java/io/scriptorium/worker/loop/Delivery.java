package io.scriptorium.worker.loop;

import io.opentelemetry.api.trace.Span;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.RecordTraces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings finished work out, each ending together with its offset, in whatever order they finish.
 * Owned by the poll thread.
 */
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final Parts parts;
  private final RecordTraces traces;
  private final Counters counters;

  Delivery(Parts parts, RecordTraces traces, DeliveryMeters meters) {
    this.parts = parts;
    this.traces = traces;
    this.counters = new Counters(meters);
  }

  /**
   * What delivery works with.
   *
   * @param assignments the partitions held
   * @param intake the jobs under way
   * @param outbox the finished ones
   * @param output where they go
   * @param clock tells the time
   */
  record Parts(
      Assignments assignments,
      Intake intake,
      Outbox outbox,
      TransactionalOutput output,
      Clock clock) {}

  /** Looks at what has finished: work of assignments that last waits, the rest is dropped. */
  void collect() {
    for (var next = parts.outbox.nextArrival();
        next.isPresent();
        next = parts.outbox.nextArrival()) {
      Received received = next.get().received();
      parts.intake.ended(received);
      if (parts.assignments.isCurrent(received)) {
        parts.assignments.finish(received);
        parts.outbox.keep(next.get());
      } else {
        counters.late();
        next.get().span().addEvent("late");
        next.get().span().end();
      }
    }
  }

  /**
   * Commits what waits, if anything does: endings, and attempts at the jobs to start next.
   *
   * @param leaving partitions that are about to go; unfinished work in them is given back
   */
  Commit commit(ConsumerGroupMetadata group, Collection<TopicPartition> leaving) {
    List<Received> begun = parts.intake.uncounted();
    begun.forEach(parts.assignments::begin);
    parts.assignments.giveBack(leaving);
    Set<TopicPartition> news = new HashSet<>(parts.outbox.partitions());
    begun.forEach(received -> news.add(received.partition()));
    news.addAll(leaving);
    Map<TopicPartition, OffsetAndMetadata> offsets = parts.assignments.toCommit(news);
    if (offsets.isEmpty()) {
      parts.intake.counted();
      return new Commit.Nothing();
    }
    Instant begin = parts.clock.instant();
    Commit commit = parts.output.commit(parts.outbox.records(), offsets, group);
    if (commit instanceof Commit.Committed) {
      Instant now = parts.clock.instant();
      counters.committed(parts.outbox.waiting(), Duration.between(begin, now), now);
      parts.outbox.waiting().forEach(finished -> endSpan(finished.span(), begin, now));
      parts.assignments.committed(offsets);
      parts.intake.committed(parts.outbox.waiting());
      parts.intake.counted();
      parts.outbox.drop(finished -> true);
    } else if (commit instanceof Commit.Aborted aborted) {
      counters.aborted();
      LOG.warn(
          "Transaction aborted, trying again records={} cause={}",
          parts.outbox.records().size(),
          aborted.cause().toString());
      shorten(aborted.refused());
    } else {
      counters.aborted();
    }
    return commit;
  }

  private void endSpan(Span span, Instant begin, Instant end) {
    if (span.isRecording()) {
      traces
          .span("commit", RecordTraces.contextOf(span))
          .setStartTimestamp(begin)
          .startSpan()
          .end(end);
      span.end(end);
    }
  }

  private void shorten(Set<ProducerRecord<byte[], byte[]>> refused) {
    parts.outbox.replaceAll(
        finished ->
            finished.ending().records().stream().anyMatch(refused::contains)
                ? shortened(finished)
                : finished);
  }

  private Finished shortened(Finished finished) {
    if (finished.refusals() > 0) {
      List<String> topics =
          finished.ending().records().stream().map(ProducerRecord::topic).distinct().toList();
      throw new UnusableClusterException(
          "The broker refuses even the shortest record: raise max.message.bytes of " + topics);
    }
    return parts.intake.shortened(finished);
  }

  /** Forgets the work of partitions that are no longer held. */
  void drop(Set<TopicPartition> partitions) {
    parts.assignments.drop(partitions);
    parts.intake.drop(received -> partitions.contains(received.partition()));
    parts.outbox.drop(finished -> partitions.contains(finished.received().partition()));
  }

  /** Makes the figures visible to other threads. */
  void publish() {
    counters.publish(parts.intake, parts.assignments.pending(), parts.clock.instant());
  }

  WorkerStats stats() {
    return counters.latest();
  }
}
