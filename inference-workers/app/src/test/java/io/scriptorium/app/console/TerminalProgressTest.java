package io.scriptorium.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
  @Test
  void linesThatStayStandAboveTheBar() {
    StringWriter screen = new StringWriter();
    try (Progress progress = new TerminalProgress(new PrintWriter(screen, true), "pages", 80)) {
      progress.update(3, 12);
      progress.say("a.pdf: empty file");
      progress.update(12, 12);
    }
    assertThat(screen.toString())
        .contains("\r\u001b[Ka.pdf: empty file" + System.lineSeparator())
        .contains("12/12")
        .endsWith(System.lineSeparator());
    assertThat(screen.toString().split("[\r\n]")).allMatch(line -> line.length() <= 83);
  }
}
