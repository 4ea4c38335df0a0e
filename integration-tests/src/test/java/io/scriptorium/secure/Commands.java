package io.scriptorium.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.app.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Commands of the command line as this test runs them: on one cluster, with one file of settings.
 */
record Commands(String bootstrapServers, Path folder, Map<String, String> settings) {

  /** How a command ended. */
  record Ended(int code, String out, String err) {
    /** The one line with which it failed. */
    String failure() {
      assertThat(code).as("exit code, after %s%s", out, err).isEqualTo(1);
      assertThat(err.lines()).as("lines of error").hasSize(1);
      return err.strip();
    }
  }

  /** What every command on a cluster is told; those that use a blob store have one. */
  List<String> options(String command) {
    List<String> cluster =
        List.of("--bootstrap", bootstrapServers, "--kafka-properties", file().toString());
    List<String> blobs =
        List.of("splitter", "worker", "assembler", "submit", "results").contains(command)
            ? List.of("--blobs", folder.resolve("blobs").toString())
            : List.of();
    List<String> service =
        switch (command) {
          case "splitter", "worker" -> List.of("--metrics-port", "off");
          case "assembler" ->
              List.of("--metrics-port", "off", "--state", folder.resolve("state").toString());
          default -> List.of();
        };
    return Stream.of(cluster, blobs, service).flatMap(List::stream).toList();
  }

  private Path file() {
    try {
      Path file = Files.createTempFile(Files.createDirectories(folder), "kafka-", ".properties");
      Properties properties = new Properties();
      properties.putAll(settings);
      try (Writer writer = Files.newBufferedWriter(file)) {
        properties.store(writer, null);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command in this process until it ends. */
  Ended run(String command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(Map.of());
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code =
        line.execute(
            Stream.of(
                    Stream.of(command.split(" ")), options(command).stream(), Stream.of(arguments))
                .flatMap(parts -> parts)
                .toArray(String[]::new));
    return new Ended(code, out.toString(), err.toString());
  }
}
