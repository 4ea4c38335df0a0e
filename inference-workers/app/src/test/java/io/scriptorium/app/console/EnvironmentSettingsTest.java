package io.scriptorium.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class EnvironmentSettingsTest {

  @Command(name = "probe", mixinStandardHelpOptions = true)
  static final class Probe {
    @Option(names = {"-o", "--out-folder"})
    Path out = Path.of("default");

    @Option(names = "--fast")
    boolean fast;

    @Option(names = "--port", required = true)
    int port;
  }

  private static Probe parse(Map<String, String> environment, String... arguments) {
    Probe probe = new Probe();
    new CommandLine(probe)
        .setDefaultValueProvider(new EnvironmentSettings(environment))
        .parseArgs(arguments);
    return probe;
  }

  @Test
  void aVariableSetsItsOption() {
    Probe probe =
        parse(
            Map.of(
                "SCRIPTORIUM_OUT_FOLDER", "there",
                "SCRIPTORIUM_FAST", "true",
                "SCRIPTORIUM_PORT", "9092"));
    assertThat(probe.out).isEqualTo(Path.of("there"));
    assertThat(probe.fast).isTrue();
    assertThat(probe.port).isEqualTo(9092);
  }

  @Test
  void theCommandLineWins() {
    Probe probe = parse(Map.of("SCRIPTORIUM_PORT", "1"), "--port", "2");
    assertThat(probe.port).isEqualTo(2);
    assertThat(probe.out).isEqualTo(Path.of("default"));
  }

  @Test
  void helpIsNoSetting() {
    CommandLine root = new CommandLine(new Probe());
    EnvironmentSettings settings = new EnvironmentSettings(Map.of("SCRIPTORIUM_HELP", "true"));
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> settings.refuseUnknown(root)))
        .hasMessageContaining("SCRIPTORIUM_HELP")
        .hasMessageContaining("SCRIPTORIUM_OUT_FOLDER");
  }
}
