package io.scriptorium.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(Map<String, String> environment, String... arguments) {
    CommandLine commandLine = Main.commandLine(environment);
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  @Test
  void withoutArgumentsItSaysWhatThereIs() {
    assertThat(execute(Map.of())).isZero();
    assertThat(out.toString()).startsWith("Usage: scriptorium");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void tellsItsVersion() {
    assertThat(execute(Map.of(), "--version")).isZero();
    assertThat(out.toString()).matches("(?s)scriptorium \\d+\\.\\d+\\.\\d+.*Java 1.*");
  }

  @Test
  void everyCommandHasHelp() {
    CommandLine commandLine = Main.commandLine(Map.of());
    for (String command : commandLine.getSubcommands().keySet()) {
      out.getBuffer().setLength(0);
      assertThat(execute(Map.of(), command, "--help")).as(command).isZero();
      assertThat(out.toString()).as(command).startsWith("Usage: scriptorium " + command);
    }
  }

  @Test
  void everyOptionSaysWhatItIsAndWhatItIsByDefault() {
    List<CommandSpec> commands = withSubcommands(Main.commandLine(Map.of()));
    assertThat(commands).hasSizeGreaterThan(15);
    for (CommandSpec command : commands) {
      assertThat(command.usageMessage().footer())
          .as(command.qualifiedName())
          .anyMatch(line -> line.contains("SCRIPTORIUM_BOOTSTRAP"));
      for (OptionSpec option : command.options()) {
        String description = String.join(" ", option.description());
        String name = command.qualifiedName() + " " + option.longestName();
        assertThat(description).as(name).isNotBlank();
        if (option.defaultValue() != null) {
          assertThat(description).as(name).contains("default");
        }
      }
    }
  }

  private static List<CommandSpec> withSubcommands(CommandLine command) {
    List<CommandSpec> all = new ArrayList<>(List.of(command.getCommandSpec()));
    command.getSubcommands().values().forEach(sub -> all.addAll(withSubcommands(sub)));
    return all;
  }

  @Test
  void anUnknownOptionIsOneLineAndCode2() {
    assertThat(execute(Map.of(), "--no-such-option")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "scriptorium: Unknown option: '--no-such-option' (see scriptorium --help)");
  }

  @Test
  void unknownVariablesAreRefusedAllAtOnce() {
    Map<String, String> environment =
        Map.of("SCRIPTORIUM_MODLE", "x", "SCRIPTORIUM_NONSENSE", "y", "OTHER", "z");
    assertThat(execute(environment)).isEqualTo(2);
    assertThat(err.toString())
        .contains("SCRIPTORIUM_MODLE, SCRIPTORIUM_NONSENSE")
        .doesNotContain("OTHER");
  }

  @Test
  void helpIsGivenWhateverTheEnvironmentSays() {
    assertThat(execute(Map.of("SCRIPTORIUM_NONSENSE", "y"), "--help")).isZero();
  }

  @Test
  void variablesOfTheLauncherAndTheTestsAreKnown() {
    Map<String, String> environment =
        Map.of("SCRIPTORIUM_JAVA_OPTS", "-Xmx1g", "SCRIPTORIUM_KAFKA_IMAGE", "apache/kafka");
    assertThat(execute(environment)).isZero();
  }
}
