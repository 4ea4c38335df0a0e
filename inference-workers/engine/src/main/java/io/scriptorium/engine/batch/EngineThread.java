package io.scriptorium.engine.batch;

import io.micrometer.core.instrument.MeterRegistry;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Generator;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineVitals.ThreadState;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.torch.Torch;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine with the thread that owns it. Futures complete on that thread: what follows them and
 * takes time belongs elsewhere, or it holds up the batch.
 */
final class EngineThread implements Generator {
  private static final Logger LOG = LoggerFactory.getLogger(EngineThread.class);

  private final Engine engine;
  private final Thread thread;
  private final Queue<Sequence> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final Progress progress = new Progress(System::nanoTime);
  private volatile boolean closed;

  private EngineThread(Engine engine, String name) {
    this.engine = engine;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  static EngineThread start(
      Model model, EngineSettings settings, String name, MeterRegistry registry) {
    Engine engine =
        new Engine(model, settings, Torch.get().open(settings.device()), registry, name);
    EngineThread engineThread = new EngineThread(engine, name);
    engineThread.thread.start();
    return engineThread;
  }

  @Override
  public CompletableFuture<Completion> submit(Request request) {
    Sequence sequence;
    try {
      sequence = engine.sequence(request);
    } catch (BadPromptException e) {
      FinishReason why = e.isTooLong() ? FinishReason.PROMPT_TOO_LONG : FinishReason.ERROR;
      return CompletableFuture.completedFuture(ended(why, e.reason()));
    }
    if (pending.getAndIncrement() == 0) {
      progress.made();
    }
    CompletableFuture<Completion> answer = sequence.answer();
    var unused = answer.whenComplete((completion, error) -> pending.decrementAndGet());
    inbox.add(sequence);
    if (closed) {
      cancelInbox();
    }
    LockSupport.unpark(thread);
    return answer;
  }

  @Override
  public int pending() {
    return pending.get();
  }

  /** How it is; for any thread. */
  EngineVitals vitals() {
    ThreadState state = closed || !thread.isAlive() ? ThreadState.ENDED : ThreadState.RUNNING;
    return new EngineVitals(thread.getName(), state, pending(), progress.age());
  }

  StepTimes times() {
    return engine.times();
  }

  private void run() {
    Torch.get().adoptThread();
    try (engine) {
      while (!closed) {
        takeIn();
        if (engine.hasWork()) {
          engine.step();
          progress.made();
        } else {
          LockSupport.park(this);
        }
      }
    } catch (Throwable e) {
      LOG.atError().setCause(e).log("Engine stopped by a bug or for want of memory");
      throw e;
    } finally {
      closed = true;
      cancelInbox();
    }
  }

  private void takeIn() {
    for (Sequence next = inbox.poll(); next != null; next = inbox.poll()) {
      engine.add(next);
    }
  }

  private void cancelInbox() {
    for (Sequence next = inbox.poll(); next != null; next = inbox.poll()) {
      next.answer().complete(ended(FinishReason.CANCELLED, ""));
    }
  }

  private static Completion ended(FinishReason reason, String message) {
    return new Completion(new int[0], new float[0], reason, message);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
