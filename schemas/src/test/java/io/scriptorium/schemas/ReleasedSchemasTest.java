package io.scriptorium.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the schemas in the source tree against every version that was released. */
class ReleasedSchemasTest {
  private static final Path SOURCES = Path.of("src/main/avro");
  private static final Path CANDIDATES = Path.of("target/schemas/released");

  static Stream<String> recordNames() {
    return Topics.all().stream().map(topic -> topic.type().getSimpleName()).distinct();
  }

  @Test
  void everyRecordOfTheSourcesHasATopic() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.equals("types.avsc"))
          .containsExactlyInAnyOrderElementsOf(recordNames().map(name -> name + ".avsc").toList());
    }
  }

  @ParameterizedTest
  @MethodSource("recordNames")
  void currentSchemaIsTheLastReleasedOne(String name) throws IOException {
    Schema current = source(name);
    List<Schema> released = SchemaArchive.versions(name);
    boolean isReleased = !released.isEmpty() && released.get(released.size() - 1).equals(current);

    if (!isReleased) {
      Path candidate = CANDIDATES.resolve(name).resolve((released.size() + 1) + ".avsc");
      Files.createDirectories(candidate.getParent());
      Files.writeString(candidate, SchemaFormatter.format("json/pretty", current) + "\n");
      assertThat(isReleased)
          .withFailMessage(
              "%s.avsc changed without a new version: look over %s and copy it to"
                  + " src/main/resources/schemas/released/%s/",
              name, candidate, name)
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("recordNames")
  void schemaIsCompatibleWithEveryReleaseInBothDirections(String name) throws IOException {
    assertThat(SchemaRules.incompatibilities(source(name), SchemaArchive.versions(name))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("recordNames")
  void everythingIsDocumented(String name) throws IOException {
    assertThat(SchemaRules.missingDocs(source(name))).isEmpty();
  }

  private static Schema source(String name) throws IOException {
    Schema.Parser parser = new Schema.Parser();
    parser.parse(SOURCES.resolve("types.avsc").toFile());
    return parser.parse(SOURCES.resolve(name + ".avsc").toFile());
  }
}
