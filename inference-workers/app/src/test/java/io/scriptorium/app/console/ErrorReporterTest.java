package io.scriptorium.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.schemas.UnusableClusterException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
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

  @Test
  void whatBrokersRefuseIsSaidInTheirWords() {
    assertThat(
            ErrorReporter.describe(
                new KafkaException(
                    new TopicAuthorizationException(Set.of("scriptorium.page-jobs")))))
        .isEqualTo("The cluster does not allow use of topic scriptorium.page-jobs");
    assertThat(ErrorReporter.describe(new RecordTooLargeException("too long")))
        .isEqualTo("too long");
    assertThat(ErrorReporter.describe(new UnusableClusterException("of no use")))
        .isEqualTo("of no use");
  }
}
