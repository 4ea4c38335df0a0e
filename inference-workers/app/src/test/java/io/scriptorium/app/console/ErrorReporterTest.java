package io.scriptorium.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ErrorReporterTest {
  @Test
  void oneLineForEachKindOfFailure() {
    assertThat(ErrorReporter.describe(new NoSuchFileException("a.pdf")))
        .isEqualTo("a.pdf: no such file");
    assertThat(ErrorReporter.describe(new AccessDeniedException("a.pdf")))
        .isEqualTo("a.pdf: permission denied");
    assertThat(ErrorReporter.describe(new NoSuchFileException("s3://b", null, "no such bucket")))
        .isEqualTo("s3://b: no such bucket");
    assertThat(ErrorReporter.describe(new IOException("disk full\n  really")))
        .isEqualTo("disk full really");
    assertThat(ErrorReporter.describe(new ActionableException("Start a broker first")))
        .isEqualTo("Start a broker first");
    assertThat(ErrorReporter.describe(new IllegalStateException("x\ny")))
        .isEqualTo("internal error, IllegalStateException: x y (--verbose shows where)");
  }
}
