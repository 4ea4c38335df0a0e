package io.scriptorium.engine.task;

/** Clocks of the stages that run on this package's threads. */
record Stages(StageClock decode, StageClock layout, StageClock compose) {
  Stages() {
    this(new StageClock(), new StageClock(), new StageClock());
  }
}
