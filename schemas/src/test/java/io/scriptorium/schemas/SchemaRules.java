package io.scriptorium.schemas;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** What holds for every schema; each rule answers with a line for each breach. */
final class SchemaRules {
  private SchemaRules() {}

  /** A schema reads what every released version wrote, and every released version reads it. */
  static List<String> incompatibilities(Schema current, List<Schema> released) {
    List<String> breaches = new ArrayList<>();
    for (int i = 0; i < released.size(); i++) {
      String version = "version " + (i + 1);
      unreadable(current, released.get(i))
          .map(why -> "the current schema cannot read " + version + ": " + why)
          .forEach(breaches::add);
      unreadable(released.get(i), current)
          .map(why -> version + " cannot read the current schema: " + why)
          .forEach(breaches::add);
    }
    return breaches;
  }

  /** Every record, enum and field says what it is. */
  static List<String> missingDocs(Schema schema) {
    List<String> breaches = new ArrayList<>();
    collectMissingDocs(schema, new HashSet<>(), breaches);
    return breaches;
  }

  private static Stream<String> unreadable(Schema reader, Schema writer) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult();
    return result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE
        ? Stream.empty()
        : result.getIncompatibilities().stream()
            .map(breach -> breach.getLocation() + " " + breach.getMessage());
  }

  private static void collectMissingDocs(Schema schema, Set<String> seen, List<String> breaches) {
    switch (schema.getType()) {
      case RECORD -> {
        if (seen.add(schema.getFullName())) {
          if (isBlank(schema.getDoc())) {
            breaches.add("record " + schema.getName() + " has no doc");
          }
          for (Schema.Field field : schema.getFields()) {
            if (isBlank(field.doc())) {
              breaches.add("field " + schema.getName() + "." + field.name() + " has no doc");
            }
            collectMissingDocs(field.schema(), seen, breaches);
          }
        }
      }
      case ENUM -> {
        if (seen.add(schema.getFullName()) && isBlank(schema.getDoc())) {
          breaches.add("enum " + schema.getName() + " has no doc");
        }
      }
      case UNION -> schema.getTypes().forEach(type -> collectMissingDocs(type, seen, breaches));
      case ARRAY -> collectMissingDocs(schema.getElementType(), seen, breaches);
      case MAP -> collectMissingDocs(schema.getValueType(), seen, breaches);
      default -> {}
    }
  }

  private static boolean isBlank(String doc) {
    return doc == null || doc.isBlank();
  }
}
