package io.scriptorium.chaos;

import static org.awaitility.Awaitility.await;

import io.scriptorium.chaos.ChaosWorker.Delivery;
import io.scriptorium.it.GroupOffsets;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.schemas.TopicCreator;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.settings.WorkerSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.core.ConditionTimeoutException;

/** One run: a cluster, workers, jobs, faults one after the other, and a verdict. */
final class ChaosRun {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(4);

  /** Beyond the session of a worker, which is six seconds. */
  private static final Duration FREEZE = Duration.ofSeconds(10);

  private static final Duration EACH_FAULT = Duration.ofSeconds(7);
  private static final Duration CALM = Duration.ofSeconds(10);

  private final Plan plan;
  private final Path folder;
  private final PrintStream out;
  private final Random random;
  private final long begin = System.nanoTime();

  /**
   * What happens in a run.
   *
   * @param jobs how many
   * @param deadly so many of them end every worker that begins them
   * @param workers processes
   * @param faults how often each happens
   * @param delivery whether the workers deliver as they should
   * @param seed of payloads, faults and times
   */
  record Plan(
      int jobs,
      int deadly,
      int workers,
      Map<Fault, Integer> faults,
      Delivery delivery,
      long seed) {}

  ChaosRun(Plan plan, Path folder, PrintStream out) {
    this.plan = plan;
    this.folder = folder;
    this.out = out;
    this.random = new Random(plan.seed());
  }

  /** Runs it to the end. */
  Oracle.Verdict run() {
    say(
        "seed %d, %d jobs, %d workers, %s"
            .formatted(plan.seed(), plan.jobs(), plan.workers(), plan.faults()));
    List<Fault> faults = Fault.shuffled(plan.faults(), random);
    Payloads jobs = new Payloads(plan.jobs(), plan.deadly(), random);
    try (Brokers brokers = Brokers.start(folder)) {
      createTopics(brokers);
      try (Workers workers = new Workers(folder, brokers.bootstrapServers(), plan.delivery());
          Oracle oracle = Oracle.watching(brokers.bootstrapServers(), jobs)) {
        workers.start(plan.workers());
        CompletableFuture<Void> submitted =
            jobs.submit(
                brokers.bootstrapServers(),
                new FileBlobStore(folder.resolve("blobs")),
                EACH_FAULT.multipliedBy(faults.size()).plus(CALM));
        await("the first answers, see " + folder)
            .atMost(START_LIMIT)
            .until(() -> oracle.answered() > jobs.count() / 50);
        for (Fault fault : faults) {
          pause(1000, 4000);
          say("%d of %d jobs answered; %s".formatted(oracle.answered(), jobs.count(), fault));
          inflict(fault, brokers, workers);
          int dead = workers.restartDead();
          if (dead > 0) {
            say("%d workers had ended by themselves and were started again".formatted(dead));
          }
        }
        submitted.join();
        settle(brokers, workers, oracle, jobs);
        Oracle.Verdict verdict = oracle.verdict();
        say("%s".formatted(verdict));
        say(
            "jobs begun %d times: %.1f %% of the work was repeated"
                .formatted(
                    workers.begun(), 100.0 * (workers.begun() - jobs.count()) / jobs.count()));
        return verdict;
      }
    }
  }

  private static void createTopics(Brokers brokers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrapServers()))) {
      new TopicCreator(admin).createMissing(Topics.all());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private void inflict(Fault fault, Brokers brokers, Workers workers) {
    int worker = random.nextInt(workers.count());
    switch (fault) {
      case KILL_WORKER -> {
        workers.get(worker).kill();
        pause(300, 1500);
        workers.restart(worker);
      }
      case KILL_BROKER -> {
        int broker = random.nextInt(Brokers.COUNT);
        brokers.kill(broker);
        pause(2000, 6000);
        brokers.restart(broker);
        brokers.awaitAll();
      }
      case FREEZE_WORKER -> {
        workers.get(worker).freeze();
        sleep(FREEZE);
        workers.get(worker).thaw();
      }
      case RESTART_WORKER -> {
        workers.get(worker).terminate();
        workers.restart(worker);
      }
      case REBALANCE -> {
        Forked guest = workers.join();
        pause(3000, 6000);
        guest.terminate();
      }
    }
  }

  /** Waits until every job has an outcome and the group has committed its topics to the end. */
  private void settle(Brokers brokers, Workers workers, Oracle oracle, Payloads jobs) {
    try {
      await()
          .atMost(SETTLE_LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                workers.restartDead();
                return oracle.answered() == jobs.count();
              });
      if (plan.delivery() == Delivery.SOUND) {
        await()
            .atMost(SETTLE_LIMIT)
            .pollInterval(Duration.ofSeconds(1))
            .until(
                () ->
                    GroupOffsets.lagging(brokers.bootstrapServers(), WorkerSettings.DEFAULT_GROUP)
                        .isEmpty());
      }
      sleep(Duration.ofSeconds(2));
    } catch (ConditionTimeoutException e) {
      say("%d of %d jobs answered; did not settle".formatted(oracle.answered(), jobs.count()));
    }
  }

  private void pause(int least, int most) {
    sleep(Duration.ofMillis(least + random.nextInt(most - least)));
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private void say(String what) {
    out.printf("%6.1f s  %s%n", (System.nanoTime() - begin) / 1e9, what);
    out.flush();
  }
}
