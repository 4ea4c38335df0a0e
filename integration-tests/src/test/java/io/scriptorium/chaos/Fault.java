package io.scriptorium.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is done to the cluster. */
enum Fault {
  /** SIGKILL of a worker, which is started again a second later. */
  KILL_WORKER,
  /** SIGKILL of a broker, which is started again with its disk some seconds later. */
  KILL_BROKER,
  /** SIGSTOP of a worker for longer than its session, then SIGCONT: a zombie. */
  FREEZE_WORKER,
  /** SIGTERM of a worker, which drains, and its start anew. */
  RESTART_WORKER,
  /** A worker more joins the group and leaves it: two rebalances. */
  REBALANCE;

  /** A list with so many of each, in an order of its own. */
  static List<Fault> shuffled(Map<Fault, Integer> counts, Random random) {
    List<Fault> faults = new ArrayList<>();
    new EnumMap<>(counts)
        .forEach((fault, count) -> faults.addAll(Collections.nCopies(count, fault)));
    Collections.shuffle(faults, random);
    return faults;
  }
}
