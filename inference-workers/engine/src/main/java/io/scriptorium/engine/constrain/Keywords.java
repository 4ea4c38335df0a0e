package io.scriptorium.engine.constrain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which keywords of a JSON schema are known, and the types that they belong to. */
final class Keywords {
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "$schema",
          "$id",
          "$comment",
          "$defs",
          "definitions",
          "title",
          "description",
          "default",
          "example",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly");

  private static final Map<String, Set<String>> BY_TYPE =
      Map.of(
          "string", Set.of("minLength", "maxLength", "pattern", "format"),
          "integer", Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
          "number", Set.of(),
          "boolean", Set.of(),
          "null", Set.of(),
          "object", Set.of("properties", "required", "additionalProperties"),
          "array", Set.of("items", "minItems", "maxItems"));

  private Keywords() {}

  /** Keywords that constrain values of a type. */
  static Set<String> of(String type) {
    return BY_TYPE.getOrDefault(type, Set.of());
  }

  /** Refuses a schema with a keyword that is neither among these nor an annotation. */
  static void check(JsonNode schema, Place at, Set<String> supported) {
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      String name = keyword.getKey();
      if (!supported.contains(name) && !ANNOTATIONS.contains(name)) {
        boolean known =
            BY_TYPE.values().stream().anyMatch(all -> all.contains(name)) || name.equals("type");
        throw at.error(
            known
                ? "'%s' is not supported beside '%s'".formatted(name, other(schema, name))
                : "'%s' is not supported".formatted(name));
      }
    }
  }

  private static String other(JsonNode schema, String name) {
    return List.of("$ref", "enum", "const", "anyOf", "oneOf", "allOf", "type").stream()
        .filter(schema::has)
        .filter(it -> !it.equals(name))
        .map(it -> it.equals("type") ? it + ": " + schema.get(it) : it)
        .findFirst()
        .orElse("the others");
  }

  /** The types that a schema names. */
  static Set<String> types(JsonNode type, Place at) {
    Set<String> types = new LinkedHashSet<>();
    if (type.isArray()) {
      type.forEach(each -> types.add(each.asText()));
    } else {
      types.add(type.asText());
    }
    if (types.isEmpty() || !BY_TYPE.keySet().containsAll(types)) {
      throw at.error("%s is no type".formatted(type));
    }
    return types;
  }

  /** The one type that a schema's keywords belong to. */
  static Set<String> implied(JsonNode schema, Place at) {
    List<String> types =
        BY_TYPE.entrySet().stream()
            .filter(type -> type.getValue().stream().anyMatch(schema::has))
            .map(Map.Entry::getKey)
            .toList();
    if (types.isEmpty()) {
      check(schema, at, Set.of());
    }
    if (types.size() != 1 || types.contains("integer")) {
      throw at.error("a schema without 'type' is not supported");
    }
    return Set.copyOf(types);
  }

  static boolean isOfType(JsonNode value, String type) {
    return switch (type) {
      case "string" -> value.isTextual();
      case "integer" -> value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      case "object" -> value.isObject();
      default -> value.isArray();
    };
  }
}
