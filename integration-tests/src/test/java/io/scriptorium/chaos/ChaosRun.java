package io.scriptorium.chaos;

import static org.awaitility.Awaitility.await;

import io.scriptorium.chaos.ChaosWorker.Delivery;
import io.scriptorium.it.GroupOffsets;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.schemas.Groups;
import io.scriptorium.schemas.RetryLane;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/** One run: a pipeline, inputs, faults one after the other, and a verdict. */
final class ChaosRun {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  /** Something more has come within this time, or nothing will. */
  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(6);

  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Mean time from a burst to the fault. */
  private static final Duration BURST = Duration.ofMillis(700);

  /** Results that come late, and should not, have come after this. */
  private static final Duration CALM = Duration.ofSeconds(3);

  private final Plan plan;
  private final Host host;
  private final Path folder;
  private final Timeline timeline;
  private final Random random;

  /**
   * A run that has not begun.
   *
   * @param host where parts live
   * @param folder for logs, brokers' data and blobs
   */
  ChaosRun(Plan plan, Host host, Path folder, Timeline timeline) {
    this.plan = plan;
    this.host = host;
    this.folder = folder;
    this.timeline = timeline;
    this.random = new Random(plan.seed());
  }

  /**
   * Runs it to the end.
   *
   * @param source of the inputs; closed when they are made
   */
  Verdict run(Inputs.Source source) {
    timeline.say(
        "seed %d, %s, %s, %s, %s"
            .formatted(plan.seed(), plan.amount(), plan.cast(), plan.stores(), plan.faults()));
    List<Fault> faults = plan.faults().shuffled(random);
    Inputs inputs;
    try (source) {
      inputs = Inputs.make(plan.amount(), source, random);
    }
    timeline.say("inputs made; parts are %s".formatted(host.description()));
    try (Services services = Services.start(host, folder, plan)) {
      timeline.say("brokers and stores work");
      return run(faults, inputs, services);
    }
  }

  private Verdict run(List<Fault> faults, Inputs inputs, Services services) {
    Pipeline pipeline = Pipeline.on(services, host, folder, plan.cast());
    BlobStore blobs = services.blobs().store();
    try (Oracle oracle = Oracle.watching(services.cluster(), blobs, inputs);
        Feeder feeder = new Feeder(services.cluster(), blobs, inputs)) {
      pipeline.start(plan.cast());
      CompletableFuture<Void> flow = feeder.flow(duration(faults));
      await("the first answers, see " + folder)
          .atMost(START_LIMIT)
          .until(() -> oracle.seen().answered() > 0);
      inflictAll(faults, pipeline, feeder, oracle.seen());
      flow.join();
      feeder.finish();
      timeline.say(
          "%d of %d answered; all is submitted"
              .formatted(oracle.seen().answered(), oracle.seen().asked()));
      settle(pipeline, oracle);
      Verdict verdict = oracle.verdict(behind(services.brokers().bootstrapServers()));
      report(verdict, pipeline, inputs);
      return verdict;
    }
  }

  private Duration duration(List<Fault> faults) {
    return Duration.ofSeconds(faults.stream().mapToLong(Fault::seconds).sum())
        .plus(plan.faults().between().plus(BURST).multipliedBy(faults.size() + 1L));
  }

  private void inflictAll(List<Fault> faults, Pipeline pipeline, Feeder feeder, Outcomes seen) {
    Inflictor inflictor = new Inflictor(pipeline, timeline, random);
    Predicate<Fault> takesDocuments =
        faults.stream().anyMatch(Fault::strikesDocuments) ? Fault::strikesDocuments : any -> true;
    for (int i = 0; i < faults.size(); i++) {
      Fault fault = faults.get(i);
      List<Fault> left = faults.subList(i, faults.size());
      pause(
          (int) plan.faults().between().toMillis() / 2,
          (int) plan.faults().between().toMillis() * 3 / 2);
      pipeline.restartDead(timeline);
      if (takesDocuments.test(fault)) {
        feeder.documents((int) left.stream().filter(takesDocuments).count());
      }
      feeder.images(left.size());
      pause(0, 2 * (int) BURST.toMillis());
      timeline.say("%d of %d answered".formatted(seen.answered(), seen.asked()));
      inflictor.inflict(fault);
    }
  }

  /** Waits until everything has an outcome and every group has come to the end of its topics. */
  private void settle(Pipeline pipeline, Oracle oracle) {
    try {
      while (!oracle.seen().isComplete()) {
        int before = oracle.seen().answered();
        await()
            .atMost(SETTLE_LIMIT)
            .pollInterval(LOOK)
            .until(
                () -> {
                  pipeline.restartDead(timeline);
                  return oracle.seen().answered() > before || oracle.seen().isComplete();
                });
      }
      await()
          .atMost(SETTLE_LIMIT)
          .pollInterval(LOOK)
          .until(() -> behind(pipeline.services().brokers().bootstrapServers()).isEmpty());
      sleep(CALM);
    } catch (ConditionTimeoutException e) {
      timeline.say(
          "%d of %d answered; it did not settle"
              .formatted(oracle.seen().answered(), oracle.seen().asked()));
    }
  }

  /** Partitions whose group has not come to their end. */
  private Set<String> behind(String bootstrapServers) {
    List<Topic<?>> jobs = new ArrayList<>();
    jobs.addAll(Topics.PAGE_LANES.all());
    jobs.addAll(Topics.IMAGE_LANES.all());
    Topics.RETRY_LANES.stream().map(RetryLane::topic).forEach(jobs::add);
    Set<String> behind = new TreeSet<>();
    try {
      if (plan.cast().delivery() == Delivery.SOUND) {
        behind.addAll(GroupOffsets.lagging(bootstrapServers, Groups.WORKERS, jobs));
      }
      behind.addAll(
          GroupOffsets.lagging(
              bootstrapServers, Groups.SPLITTER, List.copyOf(Topics.DOCUMENT_LANES.all())));
      behind.addAll(
          GroupOffsets.unread(
              bootstrapServers,
              Groups.ASSEMBLER,
              List.of(Topics.DOCUMENT_MANIFESTS, Topics.PAGE_RESULTS)));
      return behind;
    } catch (ExecutionException e) {
      throw new IllegalStateException("The groups' offsets cannot be had", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private void report(Verdict verdict, Pipeline pipeline, Inputs inputs) {
    timeline.say("%d jobs: %s".formatted(inputs.jobs(), verdict));
    long begun = pipeline.begun();
    timeline.say(
        "%d images and pages were begun %d times: %.1f %% of the work was repeated"
            .formatted(
                inputs.answers(), begun, 100.0 * (begun - inputs.answers()) / inputs.answers()));
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
}
