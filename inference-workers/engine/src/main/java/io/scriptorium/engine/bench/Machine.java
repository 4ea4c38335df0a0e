package io.scriptorium.engine.bench;

import ai.djl.Device;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import io.scriptorium.engine.torch.TorchArchive;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What this machine's processors do together at their best, each with a thread of its own: the
 * program {@code machine.py}.
 *
 * @param operationsPerSecond floating-point operations of products at a model's sizes, in the
 *     numbers that the model computes with; with 8-bit integers, rounding of inputs included
 * @param bytesPerSecond memory that they read
 */
public record Machine(double operationsPerSecond, double bytesPerSecond) {
  private static final int ROWS = 1024;
  private static final int PRODUCT_ROUNDS = 40;
  private static final long MEMORY_BYTES = 512L << 20;
  private static final int MEMORY_ROUNDS = 6;
  private static final int TRIES = 3;

  /**
   * Measures; takes some seconds.
   *
   * @param numbers not AUTO
   */
  public static Machine measure(LlamaShape shape, ComputeType numbers) {
    int processors = Runtime.getRuntime().availableProcessors();
    Torch.get().setOperationThreads(1);
    long[] sizes = shape.projections();
    TorchArchive archive =
        new TorchArchive()
            .program(ModelLoader.class, "machine.py")
            .functions("ops", ModelLoader.class, "ops.py")
            .functions("linear", ModelLoader.class, numbers.projectionSource(Device.cpu()))
            .emptyLists("inputs", "weights", "memory");
    try (TensorScope scope = Torch.get().open(Device.cpu());
        TorchProgram program = TorchProgram.load(scope, archive)) {
      try (TorchCall call = program.call("prepare")) {
        call.with(ROWS).with(sizes).with(numbers.scalarType()).run();
      }
      long floats = MEMORY_BYTES / Float.BYTES / processors;
      try (TorchCall call = program.call("allocate")) {
        call.with(processors).with(floats).run();
      }
      double multiply = best(processors, thread -> multiply(program));
      double read = best(processors, thread -> read(program, thread));
      return new Machine(
          operations(sizes) * PRODUCT_ROUNDS * processors / multiply,
          (double) floats * Float.BYTES * processors * MEMORY_ROUNDS / read);
    }
  }

  private static void multiply(TorchProgram program) {
    try (TorchCall call = program.call("multiply")) {
      call.with(PRODUCT_ROUNDS).run();
    }
  }

  private static void read(TorchProgram program, int thread) {
    try (TorchCall call = program.call("read")) {
      call.with(thread).with(MEMORY_ROUNDS).run();
    }
  }

  private static double operations(long[] sizes) {
    double operations = 0;
    for (int i = 0; i < sizes.length; i += 2) {
      operations += 2.0 * ROWS * sizes[i] * sizes[i + 1];
    }
    return operations;
  }

  /** The least time of all threads together, in seconds. */
  private static double best(int threads, IntConsumer work) {
    double best = Double.POSITIVE_INFINITY;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      best = Math.min(best, seconds(threads, work));
    }
    return best;
  }

  private static double seconds(int threads, IntConsumer work) {
    List<Thread> running = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      int index = i;
      Thread thread =
          new Thread(
              () -> {
                Torch.get().adoptThread();
                work.accept(index);
              },
              "machine-" + i);
      thread.start();
      running.add(thread);
    }
    for (Thread thread : running) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while measuring", e);
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
