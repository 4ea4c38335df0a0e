package io.scriptorium.app.bench.pipeline;

import java.util.Locale;
import java.util.regex.Pattern;

/** What processor time of the pipeline is spent on. */
enum Stage {
  SPLITTING("splitting documents"),
  DECODING_FILES("decoding files"),
  FINDING_LINES("finding lines"),
  ENCODER("encoder"),
  DECODING_TEXT("decoding text"),
  COMPOSING("composing pages"),
  ASSEMBLING("assembling documents"),
  KAFKA("Kafka's clients"),
  BROKER("Kafka's broker"),
  JAVA("Java's collector and compiler"),
  OTHER("other");

  /** Threads that prepare pages, shared by {@link #DECODING_FILES} and {@link #FINDING_LINES}. */
  static final String PREPARATION = "task-preparation";

  /** Threads of engines, shared by {@link #ENCODER} and {@link #DECODING_TEXT}. */
  static final String ENGINES = "engine-";

  /** Linux cuts thread names to this length. */
  private static final int NAME_LENGTH = 15;

  /** Java's own threads bear these names in the HotSpot virtual machine. */
  private static final Pattern JAVA_THREADS =
      Pattern.compile("(GC|G1|C1|C2|VM|Sweeper|Common-Cleaner|Reference|Finalizer|Signal).*");

  private static final Pattern ASSEMBLER_THREADS = Pattern.compile("(scriptorium-ass|rocksdb).*");

  /** The threads that poll for the splitter, the worker and this bench are among them. */
  private static final Pattern CLIENT_THREADS =
      Pattern.compile(
          "(kafka-(producer|coordinat|admin)|consumer|scriptorium-wor|splitter$|main$).*");

  private static final Pattern BROKER_THREADS =
      Pattern.compile(
          "(kafka|data-plane|raft|quorum|controller|broker|metadata|group-|share-|transaction|"
              + "txn|Txn|Transaction|Expiration|expiration|Throttled|executor|log-|Log|Rebalance|"
              + "snapshot|fetcher|feature|streams|async-).*");

  private final String words;

  Stage(String words) {
    this.words = words;
  }

  /** For people. */
  String words() {
    return words;
  }

  /** For figures. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static boolean isPreparation(String thread) {
    return thread.startsWith(PREPARATION.substring(0, NAME_LENGTH));
  }

  static boolean isEngine(String thread) {
    return thread.startsWith(ENGINES);
  }

  /** What a thread does that serves one stage alone. */
  static Stage of(String thread) {
    if (thread.startsWith("splitter-")) {
      return SPLITTING;
    }
    if (thread.startsWith("task-finishing")) {
      return COMPOSING;
    }
    if (ASSEMBLER_THREADS.matcher(thread).matches()) {
      return ASSEMBLING;
    }
    if (CLIENT_THREADS.matcher(thread).matches()) {
      return KAFKA;
    }
    if (BROKER_THREADS.matcher(thread).matches()) {
      return BROKER;
    }
    return JAVA_THREADS.matcher(thread).matches() ? JAVA : OTHER;
  }
}
