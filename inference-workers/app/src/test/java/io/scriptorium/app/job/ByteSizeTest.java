package io.scriptorium.app.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeTest {
  @Test
  void readsPowersOf1024() {
    assertThat(ByteSize.parse("500").bytes()).isEqualTo(500);
    assertThat(ByteSize.parse("64K").bytes()).isEqualTo(65_536);
    assertThat(ByteSize.parse("1 GiB").bytes()).isEqualTo(1L << 30);
    assertThat(ByteSize.parse("2mb").bytes()).isEqualTo(2L << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "many", "1T", "999999999999999G"})
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(TypeConversionException.class);
  }
}
