package io.scriptorium.chaos;

import io.scriptorium.chaos.ChaosWorker.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The workers' processes. One that ended is started again by whoever looks after them. */
final class Workers implements AutoCloseable {
  private static final int HEAP = 192;

  private final Path folder;
  private final String bootstrapServers;
  private final Delivery delivery;
  private final List<Forked> processes = new ArrayList<>();
  private int started;

  Workers(Path folder, String bootstrapServers, Delivery delivery) {
    this.folder = folder;
    this.bootstrapServers = bootstrapServers;
    this.delivery = delivery;
  }

  void start(int count) {
    for (int i = 0; i < count; i++) {
      processes.add(fork());
    }
  }

  int count() {
    return processes.size();
  }

  Forked get(int worker) {
    return processes.get(worker);
  }

  /** Starts one that ended anew. */
  void restart(int worker) {
    processes.set(worker, fork());
  }

  /** Starts each that ended anew, and says how many there were. */
  int restartDead() {
    int dead = 0;
    for (int worker = 0; worker < processes.size(); worker++) {
      if (!processes.get(worker).isAlive()) {
        restart(worker);
        dead++;
      }
    }
    return dead;
  }

  /** One more, which whoever asks for it ends. */
  Forked join() {
    return fork();
  }

  private Forked fork() {
    int number = started++;
    return Forked.start(
        ChaosWorker.class.getName(),
        HEAP,
        folder.resolve("worker-%03d.log".formatted(number)),
        List.of(
            bootstrapServers,
            folder.resolve("blobs").toString(),
            folder.resolve("worker-%03d.begun".formatted(number)).toString(),
            delivery.name()));
  }

  /** Jobs begun by all of them, each as often as it was. */
  long begun() {
    try (Stream<Path> files = Files.list(folder)) {
      long jobs = 0;
      for (Path file : files.filter(path -> path.toString().endsWith(".begun")).toList()) {
        jobs += Files.size(file);
      }
      return jobs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (Forked process : processes) {
      process.thaw();
      process.kill();
    }
  }
}
