package io.scriptorium.app.deadletters;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.DeadLetters;
import io.scriptorium.schemas.Decoded;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one dead letter with all that is known about it. */
@Command(name = "show", description = "Show a dead letter in full.")
final class ShowCommand implements Callable<Integer> {
  /** A longer record is cut when it is shown; its payload says nothing to people. */
  private static final int LONGEST = 4000;

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;

  @Parameters(paramLabel = "ID", description = "As 'list' shows it, for example 0-17.")
  private String id = "";

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Write the original record's value there, byte for byte.")
  private Optional<Path> save = Optional.empty();

  @Override
  public Integer call() {
    Cluster target = cluster.cluster();
    DeadLetter letter = LetterBox.at(target, List.of(id)).get(0).letter();
    ProducerRecord<byte[], byte[]> original = DeadLetters.original(letter);
    PrintWriter out = spec.commandLine().getOut();
    out.println("reason     " + letter.getFailure().getReason());
    out.println("message    " + letter.getFailure().getMessage());
    out.println("stage      " + letter.getStage());
    out.println("tries      " + letter.getAttempts());
    out.println("failed at  " + letter.getFailedAt());
    out.println("job        " + Objects.requireNonNullElse(letter.getJobId(), "-"));
    out.println(
        "record     %s, partition %d, offset %d, of %s"
            .formatted(
                letter.getTopic(),
                letter.getPartition(),
                letter.getOffset(),
                letter.getTimestamp()));
    out.println("key        " + text(original.key()));
    for (Header header : original.headers()) {
      out.println("header     %s: %s".formatted(header.key(), text(header.value())));
    }
    out.println("value      " + value(original, target.format(Role.READER)));
    out.flush();
    save.ifPresent(file -> write(file, original.value()));
    return CommandLine.ExitCode.OK;
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "-" : new String(bytes, StandardCharsets.UTF_8);
  }

  /** The record as JSON, where it can be decoded. */
  private static String value(ProducerRecord<byte[], byte[]> original, RecordFormat format) {
    byte[] value = original.value();
    if (value == null) {
      return "-";
    }
    return Topics.all().stream()
        .filter(topic -> topic.name().equals(original.topic()))
        .findFirst()
        .flatMap(topic -> json(topic.codec(format), value))
        .orElse("%,d bytes that are no record of this topic".formatted(value.length));
  }

  private static <R extends SpecificRecord> Optional<String> json(
      AvroCodec<R> codec, byte[] value) {
    if (!(codec.tryDecode(value) instanceof Decoded.Ok<R> record)) {
      return Optional.empty();
    }
    String json = record.value().toString();
    return Optional.of(
        json.length() <= LONGEST
            ? json
            : "%s ... (%,d characters more)"
                .formatted(json.substring(0, LONGEST), json.length() - LONGEST));
  }

  private static void write(Path file, byte[] value) {
    if (value == null) {
      throw new ActionableException("The original record had no value, or it was too long to keep");
    }
    try {
      Files.write(file, value);
    } catch (IOException e) {
      throw new ActionableException("Cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
