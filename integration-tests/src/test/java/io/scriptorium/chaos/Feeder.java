package io.scriptorium.chaos;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.job.JobOptions;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.producers.job.JobSource;
import io.scriptorium.producers.job.SubmitException;
import io.scriptorium.schemas.Role;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Submits the inputs: half of them evenly, the other half in bursts just before faults, so that
 * there is work to be lost. Every input is submitted once.
 */
final class Feeder implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private static final int FLOWS = 4;

  private final ExecutorService threads = Executors.newFixedThreadPool(FLOWS);
  private final JobProducer producer;
  private final List<Input> steady;
  private final Deque<Input> images;
  private final Deque<Input> documents;
  private final Queue<CompletableFuture<String>> sent = new ConcurrentLinkedQueue<>();

  Feeder(Cluster cluster, BlobStore blobs, Inputs inputs) {
    producer =
        new JobProducer(
            JobProducer.kafkaProducer(cluster.clientSettings(), cluster.format(Role.SUBMITTER)),
            new PayloadStore(blobs),
            Clock.systemUTC(),
            Long.MAX_VALUE);
    int half = inputs.images().size() / 2;
    steady = List.copyOf(inputs.images().subList(0, half));
    images = new ArrayDeque<>(inputs.images().subList(half, inputs.images().size()));
    documents = new ArrayDeque<>(inputs.documents());
  }

  /** Begins to submit the even half over a time. */
  CompletableFuture<Void> flow(Duration time) {
    long begin = System.nanoTime();
    return CompletableFuture.allOf(
        IntStream.range(0, FLOWS)
            .mapToObj(first -> CompletableFuture.runAsync(() -> flow(first, begin, time), threads))
            .toArray(CompletableFuture[]::new));
  }

  /** One that waits for the blob store does not hold up the others. */
  private void flow(int first, long begin, Duration time) {
    for (int i = first; i < steady.size(); i += FLOWS) {
      sleep(Duration.ofNanos(begin + time.toNanos() * i / steady.size() - System.nanoTime()));
      submit(steady.get(i));
    }
  }

  /**
   * Submits images at once.
   *
   * @param shares an equal share of those left, if so many bursts are to come
   */
  void images(int shares) {
    submitShare(images, shares);
  }

  /** Submits documents at once, as {@link #images}. */
  void documents(int shares) {
    submitShare(documents, shares);
  }

  private void submitShare(Deque<Input> left, int shares) {
    int count = (left.size() + shares - 1) / shares;
    for (int i = 0; i < count; i++) {
      submit(left.removeFirst());
    }
  }

  /** Submits what is left, and returns when the brokers have acknowledged everything. */
  void finish() {
    images(1);
    documents(1);
    sent.forEach(CompletableFuture::join);
  }

  /** A submitter whose blob store fails tries again. */
  private void submit(Input input) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        sent.add(submitOnce(input));
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("Not submitted: " + input.jobId(), e);
        }
        sleep(PAUSE);
      } catch (SubmitException e) {
        throw new IllegalStateException("Not submitted: " + input.jobId(), e);
      }
    }
  }

  private CompletableFuture<String> submitOnce(Input input) throws SubmitException, IOException {
    JobSource source = new JobSource.Bytes(input.jobId(), input.content());
    JobOptions options =
        JobOptions.of(Task.newBuilder().setKind(TaskKind.OCR).build()).withJobId(input.jobId());
    return input instanceof Input.Document
        ? producer.submitDocument(source, Optional.empty(), options)
        : producer.submitImage(source, options);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(Math.max(0, time.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    producer.close();
  }
}
