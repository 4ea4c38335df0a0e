package io.scriptorium.worker.loop;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobSamples;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** An engine of a given size whose jobs end when the test says so, from any thread. */
final class FakeEngine implements Jobs.Engine {
  private IntConsumer onStart = offset -> {};
  private final List<Started> started = new CopyOnWriteArrayList<>();
  private int room = Integer.MAX_VALUE;

  private record Started(int offset, CompletableFuture<Answer> answer) {}

  /** Looks at each job when it is started. */
  void onStart(IntConsumer look) {
    onStart = look;
  }

  /** Lets so many jobs run at once. */
  void roomFor(int jobs) {
    room = jobs;
  }

  @Override
  public boolean hasRoom() {
    return running() < room;
  }

  @Override
  public CompletableFuture<Answer> start(Job job) {
    onStart.accept(((Job.Page) job).job().getPage() - 1);
    Started next = new Started(((Job.Page) job).job().getPage() - 1, new CompletableFuture<>());
    started.add(next);
    return next.answer();
  }

  /** Answers the job of an offset. */
  void answer(int offset) {
    for (Started one : started) {
      if (one.offset() == offset && !one.answer().isDone()) {
        one.answer()
            .complete(new Answer.Done(JobSamples.done("text " + offset), Answer.Effort.LOOKED_AT));
      }
    }
  }

  /** Fails the job of an offset in a way that may pass. */
  void postpone(int offset) {
    Failure failure = new Failure(FailureReason.INTERNAL, "broken");
    for (Started one : started) {
      if (one.offset() == offset) {
        one.answer().complete(new Answer.Postponed(failure, Answer.Effort.LOOKED_AT));
      }
    }
  }

  /** Fails the job of an offset for good. */
  void fail(int offset) {
    Failure failure = new Failure(FailureReason.CORRUPT_FILE, "no image");
    for (Started one : started) {
      if (one.offset() == offset) {
        one.answer().complete(new Answer.Failed(failure, Answer.Effort.LOOKED_AT));
      }
    }
  }

  int running() {
    return (int) started.stream().filter(one -> !one.answer().isDone()).count();
  }

  /** Offsets in the order in which their jobs were started. */
  List<Integer> offsets() {
    return started.stream().map(Started::offset).toList();
  }

  /** Offsets whose job was stopped. */
  List<Integer> cancelled() {
    return started.stream().filter(one -> one.answer().isCancelled()).map(Started::offset).toList();
  }
}
