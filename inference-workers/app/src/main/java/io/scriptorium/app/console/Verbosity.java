package io.scriptorium.app.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** How much the logs say. Quiet is what {@code logback.xml} says: warnings, Kafka's left out. */
public final class Verbosity {
  private static final List<String> CHATTER =
      List.of("kafka", "org.apache.kafka", "state.change.logger", "ai.djl");

  private Verbosity() {}

  /** Logs what happens, warnings of Kafka and of the native engines included. */
  public static void apply(boolean verbose) {
    if (!verbose) {
      return;
    }
    logger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    CHATTER.forEach(name -> logger(name).setLevel(Level.WARN));
  }

  /**
   * Silences what the parts of a pipeline say of documents that fail: the command in whose process
   * they run tells it itself. Not with {@link ErrorReporter#VERBOSE}.
   */
  public static void leaveFailuresTo(CommandLine command) {
    if (!ErrorReporter.isVerbose(command)) {
      logger("io.scriptorium").setLevel(Level.ERROR);
    }
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }
}
