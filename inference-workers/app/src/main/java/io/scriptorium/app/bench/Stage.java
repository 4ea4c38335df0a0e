package io.scriptorium.app.bench;

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
  KAFKA("Kafka"),
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

  /**
   * Broker, clients, Streams; the threads that poll for the splitter, the worker and this bench.
   */
  private static final Pattern KAFKA_THREADS =
      Pattern.compile(
          "(kafka|data-plane|raft|quorum|controller|broker|metadata|group-|share-|transaction|"
              + "txn|Transaction|Expiration|expiration|Throttled|executor|log-|Log|Rebalance|snapshot|"
              + "scriptorium-(wor|ass)|rocksdb|splitter$|main$|consumer|fetcher|feature|"
              + "streams|async-).*");

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
    if (KAFKA_THREADS.matcher(thread).matches()) {
      return KAFKA;
    }
    return JAVA_THREADS.matcher(thread).matches() ? JAVA : OTHER;
  }
}
