package io.scriptorium.chaos;

import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/** Does to a pipeline what faults say, to victims and for times that chance chooses. */
final class Inflictor {
  /** Beyond the session of a worker, which is six seconds. */
  private static final Duration WORKER_ABSENCE = Duration.ofSeconds(10);

  /** Beyond the sessions of splitters and assemblers, which are ten seconds. */
  private static final Duration STAGE_ABSENCE = Duration.ofSeconds(15);

  private static final Duration DISK_PATIENCE = Duration.ofSeconds(30);
  private static final Duration DISK_LOOK = Duration.ofMillis(250);
  private static final int GUESTS = 4;

  private final Pipeline pipeline;
  private final Brokers brokers;
  private final Timeline timeline;
  private final Random random;

  Inflictor(Pipeline pipeline, Timeline timeline, Random random) {
    this.pipeline = pipeline;
    this.brokers = pipeline.services().brokers();
    this.timeline = timeline;
    this.random = random;
  }

  /** Does it, and undoes it; what was struck works again, or will, when this returns. */
  void inflict(Fault fault) {
    switch (fault) {
      case KILL_WORKER -> kill(fault, pipeline.workers());
      case KILL_SPLITTER -> kill(fault, pipeline.splitters());
      case KILL_ASSEMBLER -> kill(fault, pipeline.assemblers());
      case FREEZE_WORKER -> freeze(fault, pipeline.workers(), WORKER_ABSENCE);
      case FREEZE_SPLITTER -> freeze(fault, pipeline.splitters(), STAGE_ABSENCE);
      case FREEZE_ASSEMBLER -> freeze(fault, pipeline.assemblers(), STAGE_ABSENCE);
      case KILL_BROKER -> killBroker(fault);
      case CUT_WORKER -> cutWorker(fault);
      case CUT_BROKER -> cutBroker(fault);
      case ROLL_WORKERS -> roll(fault);
      case REBALANCE_STORM -> storm(fault);
      case FAIL_BLOBS -> upsetBlobs(fault, FaultyBlobs::fail);
      case SLOW_BLOBS -> upsetBlobs(fault, FaultyBlobs::slowDown);
      case STOP_REGISTRY -> stopRegistry(fault);
      case FILL_DISK -> fillDisk(fault);
    }
  }

  private void kill(Fault fault, Crew crew) {
    int victim = random.nextInt(crew.count());
    timeline.say("%s %d".formatted(fault, victim));
    crew.get(victim).kill();
    pause(300, 1500);
    crew.restart(victim);
  }

  private void freeze(Fault fault, Crew crew, Duration time) {
    int victim = random.nextInt(crew.count());
    timeline.say("%s %d".formatted(fault, victim));
    crew.get(victim).freeze();
    sleep(time);
    crew.get(victim).thaw();
  }

  private void killBroker(Fault fault) {
    int victim = random.nextInt(Brokers.COUNT);
    timeline.say("%s %d".formatted(fault, victim));
    brokers.get(victim).kill();
    pause(2000, 6000);
    brokers.restart(victim);
    brokers.awaitAll();
  }

  private void cutWorker(Fault fault) {
    int victim = random.nextInt(pipeline.workers().count());
    timeline.say("%s %d".formatted(fault, victim));
    pipeline.workers().get(victim).cutOff();
    sleep(WORKER_ABSENCE);
    pipeline.workers().get(victim).reconnect();
  }

  private void cutBroker(Fault fault) {
    int victim = random.nextInt(Brokers.COUNT);
    timeline.say("%s %d".formatted(fault, victim));
    brokers.get(victim).cutOff();
    pause(8000, 14000);
    brokers.get(victim).reconnect();
    brokers.awaitAll();
  }

  private void roll(Fault fault) {
    timeline.say(fault.toString());
    for (int worker = 0; worker < pipeline.workers().count(); worker++) {
      pipeline.workers().get(worker).terminate();
      pipeline.workers().restart(worker);
      pause(1000, 3000);
    }
  }

  private void storm(Fault fault) {
    timeline.say(fault.toString());
    Part[] guests = new Part[GUESTS];
    for (int i = 0; i < GUESTS; i++) {
      guests[i] = pipeline.workers().join(i);
      pause(500, 1500);
    }
    for (Part guest : guests) {
      pause(500, 1500);
      guest.terminate();
    }
  }

  private void upsetBlobs(Fault fault, Consumer<FaultyBlobs> upset) {
    timeline.say(fault.toString());
    FaultyBlobs blobs = pipeline.services().blobs();
    upset.accept(blobs);
    pause(8000, 12000);
    blobs.mend();
  }

  /** Who runs has read the schemas that it needs; who starts meanwhile has not, and ends. */
  private void stopRegistry(Fault fault) {
    int victim = random.nextInt(pipeline.workers().count());
    timeline.say("%s, without which worker %d is to start".formatted(fault, victim));
    HttpService registry = pipeline.services().registry().orElseThrow().service();
    registry.stop();
    pipeline.workers().get(victim).kill();
    pipeline.workers().restart(victim);
    pause(8000, 12000);
    registry.restart();
    registry.awaitAnswer();
  }

  private void fillDisk(Fault fault) {
    int victim = Brokers.COUNT - 1;
    timeline.say("%s %d".formatted(fault, victim));
    brokers.disk().fill();
    long end = System.nanoTime() + DISK_PATIENCE.toNanos();
    while (brokers.get(victim).isAlive() && System.nanoTime() < end) {
      sleep(DISK_LOOK);
    }
    timeline.say(
        "broker %d %s"
            .formatted(
                victim, brokers.get(victim).isAlive() ? "lives on without room" : "has ended"));
    brokers.get(victim).kill();
    brokers.disk().free();
    brokers.restart(victim);
    brokers.awaitAll();
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
