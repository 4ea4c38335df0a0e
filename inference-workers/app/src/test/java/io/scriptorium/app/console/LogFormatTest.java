package io.scriptorium.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LogFormatTest {
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger log = LoggerFactory.getLogger(LogFormatTest.class);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
  private final List<ch.qos.logback.core.Appender<ILoggingEvent>> others =
      new java.util.ArrayList<>();

  @BeforeEach
  void logToMemoryAlone() {
    root.iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(root::detachAppender);
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setPattern("%level %msg%n");
    text.start();
    appender.setContext(context);
    appender.setEncoder(text);
    appender.setOutputStream(out);
    appender.start();
    root.addAppender(appender);
  }

  @AfterEach
  void logAsBefore() {
    root.detachAppender(appender);
    others.forEach(root::addAppender);
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void textStaysAsItIs() {
    LogFormat.TEXT.apply();
    log.warn("Page failed page={}", 3);

    assertThat(lines()).containsExactly("WARN Page failed page=3");
  }

  @Test
  void jsonIsOneObjectALineWithTheJobAndTheError() throws Exception {
    LogFormat.JSON.apply();
    try (MDC.MDCCloseable job = MDC.putCloseable("jobId", "job-1")) {
      log.warn("Page failed page={}", 3, new IllegalStateException("no\nimage"));
    }

    assertThat(lines()).hasSize(1);
    JsonNode line = new ObjectMapper().readTree(lines().get(0));
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("formattedMessage").asText()).isEqualTo("Page failed page=3");
    assertThat(line.path("mdc").path("jobId").asText()).isEqualTo("job-1");
    assertThat(line.path("throwable").path("message").asText()).isEqualTo("no\nimage");
    assertThat(line.path("timestamp").isNumber()).isTrue();
  }
}
