package io.scriptorium.worker.share;

import io.scriptorium.worker.loop.Cost;
import io.scriptorium.worker.settings.Limits;

/** How much work is under way in a worker, and may be. Safe for use by several threads. */
final class Room {
  private final Limits limits;
  private Cost underWay = Cost.NONE;
  private int jobs;
  private int suspects;

  /** What is known of a job before it is begun. */
  enum Standing {
    ORDINARY,
    /** Workers died while they had it under way, be it for its sake or for another's beside it. */
    SUSPECT
  }

  Room(Limits limits) {
    this.limits = limits;
  }

  /**
   * Lets a job in, if there is room for it; one that is longer than all room goes alone. There is
   * one suspect at a time, so that of those who waited beside a deadly job none dies with it again.
   */
  synchronized boolean enter(Cost cost, Standing standing) {
    boolean fits = jobs == 0 || underWay.plus(cost).fits(limits);
    if (!fits || (standing == Standing.SUSPECT && suspects > 0)) {
      return false;
    }
    count(cost, standing, 1);
    return true;
  }

  /** A job that was let in is no longer under way. */
  synchronized void leave(Cost cost, Standing standing) {
    count(Cost.NONE.minus(cost), standing, -1);
  }

  private void count(Cost cost, Standing standing, int job) {
    underWay = underWay.plus(cost);
    jobs += job;
    suspects += standing == Standing.SUSPECT ? job : 0;
  }

  synchronized int jobs() {
    return jobs;
  }

  synchronized Cost underWay() {
    return underWay;
  }
}
