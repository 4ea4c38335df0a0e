package io.scriptorium.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.SchemaUnavailableException;
import io.scriptorium.schemas.UnusableClusterException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class ThreadRevivalTest {
  private final ThreadRevival revival = new ThreadRevival();

  @Test
  void givesUpAfterSomeDeaths() {
    for (int death = 1; death < 5; death++) {
      assertThat(revival.answer(new IllegalStateException("any")))
          .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }

    assertThat(revival.answer(new IllegalStateException("any")))
        .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
  }

  @Test
  void givesUpAtOnceWhereItIsTurnedAway() {
    Throwable denied = new StreamsException(new TopicAuthorizationException("any"));

    assertThat(revival.answer(UnusableClusterException.of(denied, Role.ASSEMBLER).orElseThrow()))
        .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
  }

  @Test
  void neverGivesUpWaitingForASchemaRegistry() {
    Throwable away = new StreamsException(new SchemaUnavailableException("away"));
    for (int death = 0; death < 50; death++) {
      assertThat(revival.answer(away)).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }
  }
}
