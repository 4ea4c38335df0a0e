package io.scriptorium.producers.split;

import io.scriptorium.avro.DocumentJob;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The document being split: its record, how far it is, and the thread that makes its pages. */
final class SplitWork {
  private final TracedRecord traced;
  private final DocumentJob job;
  private final BlockingQueue<SplitEvent> events;
  private final SplitTask task;
  private final Thread thread;
  private SplitProgress progress;

  private SplitWork(TracedRecord traced, DocumentJob job, SplitProgress progress, SplitTask task) {
    this.traced = traced;
    this.job = job;
    this.progress = progress;
    this.task = task;
    events = task.events();
    thread = new Thread(task, "splitter-render");
    thread.setDaemon(true);
  }

  /** A document that is to be split after the pages that are out already; not begun. */
  static SplitWork of(
      TracedRecord traced, DocumentJob job, SplitProgress progress, SplitTask.Workshop workshop) {
    return new SplitWork(traced, job, progress, new SplitTask(job, progress, workshop));
  }

  void start() {
    thread.start();
  }

  /** Its job was cancelled: the pages that are still to come are not made. */
  void giveUp() {
    task.giveUp();
  }

  boolean isGivenUp() {
    return task.isGivenUp();
  }

  /** The next thing that happened, if one does within a time. */
  Optional<SplitEvent> next(long millis) throws InterruptedException {
    return Optional.ofNullable(events.poll(millis, TimeUnit.MILLISECONDS));
  }

  TracedRecord traced() {
    return traced;
  }

  private ConsumerRecord<byte[], byte[]> record() {
    return traced.record();
  }

  DocumentJob job() {
    return job;
  }

  SplitProgress progress() {
    return progress;
  }

  void advance(SplitProgress next) {
    progress = next;
  }

  TopicPartition partition() {
    return new TopicPartition(record().topic(), record().partition());
  }

  /** The offset to commit while pages are missing: the record's own, with the progress. */
  OffsetAndMetadata unfinished() {
    return new OffsetAndMetadata(record().offset(), progress.metadata());
  }

  /** The offset to commit when somebody else is to go on. */
  OffsetAndMetadata handedBack() {
    return new OffsetAndMetadata(record().offset(), progress.handedBack().metadata());
  }

  /** The offset to commit when nothing is missing. */
  OffsetAndMetadata finished() {
    return new OffsetAndMetadata(record().offset() + 1);
  }

  /**
   * Whether the last time ended before a page came out; its pages are then committed one by one.
   */
  boolean isSuspect() {
    return progress.tries() > 1;
  }

  /** Stops at the next page; does not wait for it. */
  void cancel() {
    thread.interrupt();
    traced.handBack();
  }
}
