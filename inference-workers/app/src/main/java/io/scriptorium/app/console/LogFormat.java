package io.scriptorium.app.console;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Iterator;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** What a line of the log is. {@code logback.xml} says how it is written as text. */
public enum LogFormat {
  /** For people. */
  TEXT,
  /** A JSON object, with the mapped diagnostic context: {@code jobId} where there is one. */
  JSON;

  /** Option of every command that chooses it. */
  public static final String OPTION = "--log-format";

  /** The one that was chosen anywhere on the line. */
  public static LogFormat of(CommandLine command) {
    LogFormat chosen = command.getCommandSpec().root().findOption(OPTION).getValue();
    return chosen == null ? TEXT : chosen;
  }

  /** Lets the log be written so from now on. */
  public void apply() {
    if (this == JSON) {
      LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
      Iterator<Appender<ILoggingEvent>> appenders =
          context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
      while (appenders.hasNext()) {
        if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
          writeJson(context, appender);
        }
      }
    }
  }

  private static void writeJson(
      LoggerContext context, OutputStreamAppender<ILoggingEvent> appender) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithFormattedMessage(true);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.start();
    appender.setEncoder(encoder);
  }
}
