package io.scriptorium.chaos;

import java.util.Locale;

/** What is done to the pipeline, how often in the usual run, and about how long it takes. */
enum Fault {
  KILL_WORKER(25, 2, "SIGKILL of a worker, started again a second later"),
  KILL_BROKER(5, 12, "SIGKILL of a broker, started again seconds later with what it had"),
  KILL_SPLITTER(5, 2, "SIGKILL of a splitter amid documents"),
  KILL_ASSEMBLER(5, 2, "SIGKILL of an assembler amid documents"),
  FREEZE_WORKER(3, 10, "a worker stands still for longer than its session, and goes on"),
  FREEZE_SPLITTER(1, 15, "the same with a splitter"),
  FREEZE_ASSEMBLER(1, 15, "the same with an assembler"),
  CUT_WORKER(2, 12, "a worker's network is gone for longer than its session"),
  CUT_BROKER(2, 15, "a broker's network is gone, so that it is taken for dead"),
  ROLL_WORKERS(2, 15, "SIGTERM of one worker after the other, each started again"),
  REBALANCE_STORM(2, 12, "four more workers come and go within seconds"),
  FAIL_BLOBS(2, 10, "the blob store fails: S3 mostly answers 500, 503, by halves or not at all"),
  SLOW_BLOBS(2, 10, "the blob store takes three seconds for whatever is asked of it"),
  STOP_REGISTRY(2, 25, "the schema registry is gone, and a worker killed that needs it to start"),
  FILL_DISK(1, 30, "a broker's disk is full; it is started again when there is room");

  private final int usual;
  private final int seconds;
  private final String meaning;

  Fault(int usual, int seconds, String meaning) {
    this.usual = usual;
    this.seconds = seconds;
    this.meaning = meaning;
  }

  /** How often in the usual run. */
  int usual() {
    return usual;
  }

  /** About how long one takes. */
  int seconds() {
    return seconds;
  }

  /** What it is, in one line. */
  String meaning() {
    return meaning;
  }

  /** Whether it needs parts with networks and disks of their own. */
  boolean needsIsolation() {
    return switch (this) {
      case CUT_WORKER, CUT_BROKER, FILL_DISK -> true;
      default -> false;
    };
  }

  /** Whether documents are to be under way when it strikes. */
  boolean strikesDocuments() {
    return switch (this) {
      case KILL_SPLITTER,
          KILL_ASSEMBLER,
          FREEZE_SPLITTER,
          FREEZE_ASSEMBLER,
          KILL_BROKER,
          CUT_BROKER,
          FAIL_BLOBS,
          SLOW_BLOBS,
          FILL_DISK ->
          true;
      default -> false;
    };
  }

  /** For the command line and people, e.g. {@code kill-worker}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
